using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;

namespace ThreadStore.Peer;

/// <summary>One run of <c>codex exec</c>: a new thread or the next turn of an old one.</summary>
internal sealed class CodexProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly PeerProcess _process;

    private CodexProcess(PeerProcess process)
    {
        _process = process;
    }

    public int Id => _process.Id;

    /// <summary>Starts a new thread with a prompt.</summary>
    public static Task<CodexProcess> StartExecAsync(CodexHome home, string prompt, string? directory = null) =>
        StartAsync(home, directory, ["exec", "--strict-config", "--skip-git-repo-check", "--json", "--", prompt]);

    /// <summary>Resumes a thread with its next prompt.</summary>
    public static Task<CodexProcess> StartResumeAsync(CodexHome home, string threadId, string prompt, string? directory = null) =>
        StartAsync(home, directory, ["exec", "--strict-config", "--skip-git-repo-check", "--json", "resume", threadId, "--", prompt]);

    /// <summary>Starts Codex with any arguments; the directory is the repository unless another is given. Its input is closed.</summary>
    public static async Task<CodexProcess> StartAsync(CodexHome home, string? directory, IReadOnlyList<string> arguments)
    {
        var process = PeerProcess.Start(await CodexPackage.BinaryAsync(), arguments, directory ?? home.Repository, home.Environment);
        home.Attach(process);
        // An open input would be read to its end as a part of the prompt.
        process.Input.Close();
        return new CodexProcess(process);
    }

    /// <summary>Waits for the end and returns everything it printed. Past the limit the process is killed and the wait fails.</summary>
    public async Task<CodexResult> WaitAsync(TimeSpan? limit = null)
    {
        await _process.WaitAsync(limit ?? s_limit);
        return new CodexResult(_process.ExitCode, _process.Output, _process.Error);
    }

    /// <summary>Ends it the way a crash would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitAsync(s_limit);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

/// <summary>How a <c>codex exec</c> ended.</summary>
internal sealed record CodexResult(int ExitCode, string Output, string Error)
{
    /// <summary>The events it printed, one JSON object per line.</summary>
    public IReadOnlyList<JsonElement> Events =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonElement.Parse(line))];

    /// <summary>The thread it worked on.</summary>
    public string ThreadId => Events.Single(static item => TypeOf(item) == "thread.started").GetProperty("thread_id").GetString()!;

    /// <summary>The last answer of the model.</summary>
    public string Answer => Events
        .Where(static item => TypeOf(item) == "item.completed" && TypeOf(item.GetProperty("item")) == "agent_message")
        .Last().GetProperty("item").GetProperty("text").GetString()!;

    /// <summary>This, unless it failed: then an exception with all output.</summary>
    public CodexResult RequireSuccess() => ExitCode == 0
        ? this
        : throw new InvalidOperationException($"Codex exited with {ExitCode}.\n--- standard output\n{Output}\n--- standard error\n{Error}");

    /// <summary>Whether it ended because somebody else writes the thread.</summary>
    public bool IsRefusedAsBusy(string threadId) => Error.Contains(
        $"Error: thread/resume: thread/resume failed: thread {threadId} already has an active writer (code -32600)", StringComparison.Ordinal);

    private static string? TypeOf(JsonElement item) => item.GetProperty("type").GetString();
}
