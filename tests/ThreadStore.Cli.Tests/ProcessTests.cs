using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Cli;

/// <summary>What only a real process shows: its streams, its environment, its exit code, its signals.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task List_HomeFromTheEnvironment_WritesNothingButJson()
    {
        using var home = TempHome.WithSamples();

        var run = await RunAsync(new() { ["CODEX_HOME"] = home.Path }, "list", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        Assert.Equal(Samples.Count, run.Objects.Count);
    }

    [Fact]
    public async Task List_NoHomeNamed_IsTheOneOfTheUser()
    {
        using var user = TempHome.None();
        Directory.CreateDirectory(Path.Combine(user.Path, ".codex"));

        var run = await RunAsync(new() { ["HOME"] = user.Path, ["CODEX_HOME"] = "" }, "list", "--json");

        Assert.Equal((0, "{\"next_cursor\":null,\"previous_cursor\":null}\n", ""), (run.ExitCode, run.Data, run.Messages));
    }

    [Fact]
    public async Task Run_UnknownVerb_ExitsWithTwoAndOneLine() => (await RunAsync([], "frobnicate")).AssertFailed("'frobnicate'");

    [Fact]
    public async Task Verify_BrokenHome_ExitsWithOne()
    {
        using var home = TempHome.WithIndexedSamples();
        File.AppendAllText(home.Rollout(Samples.First), "garbage\n");

        var run = await RunAsync([], "verify", "--json", "--home", home.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(run.Objects, static one => one.GetProperty("kind").GetString() == "bad_line");
    }

    [Fact]
    public async Task Version_IsOneLine()
    {
        var run = await RunAsync([], "--version");

        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", run.Data);
    }

    [Fact]
    public async Task Replay_Interrupted_EndsCleanlyAndLeavesAWholeHome()
    {
        using var home = TempHome.None();
        // The first lock file tells that the tool is at work.
        var locks = Directory.CreateDirectory(Path.Combine(home.Path, "thread-writer-locks")).FullName;
        using var watcher = new FileSystemWatcher(locks);
        var appeared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, _) => appeared.TrySetResult();
        watcher.EnableRaisingEvents = true;
        // One line a minute: it does not end by itself.
        using var process = Start([], "replay", Samples.Folder, "--rate", "0.016", "--home", home.Path, "--record", home.Beside("spans"));
        var streams = ReadAsync(process);
        await Task.WhenAny(appeared.Task, process.WaitForExitAsync()).WaitAsync(s_deadline);

        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        (await streams).AssertFailed("cancelled");
        RecordTests.Read(home.Beside("spans"));
        Assert.Equal(0, ToolRun.Of("verify", "--home", home.Path).ExitCode);
        Assert.DoesNotContain(Directory.GetFiles(locks), static file => !file.EndsWith(".coordination.lock", StringComparison.Ordinal));
    }

    /// <summary>What runs the tool.</summary>
    internal static string Host { get; } = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    /// <summary>The tool.</summary>
    internal static string Binary { get; } = Path.Combine(AppContext.BaseDirectory, "threadstore.dll");

    /// <summary>Runs any program to its end.</summary>
    internal static Task<ToolRun> RunAsync(string program, Dictionary<string, string> environment, params string[] args) => ReadAsync(StartProgram(program, environment, args));

    // Seen to fail: with the cancellation taken for a failure.
    [Fact]
    public async Task Tail_Interrupted_ExitsWithZero()
    {
        using var home = TempHome.WithIndexedSamples();
        using var process = Start([], "tail", "-f", Samples.First, "-n", "1", "--json", "--home", home.Path);
        var messages = process.StandardError.ReadToEndAsync();
        var first = await process.StandardOutput.ReadLineAsync().WaitAsync(s_deadline);

        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        Assert.Equal("", await process.StandardOutput.ReadToEndAsync().WaitAsync(s_deadline));
        await process.WaitForExitAsync().WaitAsync(s_deadline);
        Assert.Equal((0, ""), (process.ExitCode, await messages));
        Assert.Contains("\"ordinal\":13", first, StringComparison.Ordinal);
    }

    private static Task<ToolRun> RunAsync(Dictionary<string, string> environment, params string[] args) => ReadAsync(Start(environment, args));

    private static Process Start(Dictionary<string, string> environment, params string[] args) => StartProgram(Host, environment, [Binary, .. args]);

    private static Process StartProgram(string program, Dictionary<string, string> environment, string[] args)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task<ToolRun> ReadAsync(Process process)
    {
        using var deadline = new CancellationTokenSource(s_deadline);
        var data = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var messages = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return new ToolRun(process.ExitCode, await data, await messages);
    }
}
