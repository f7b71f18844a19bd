using System;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Peer;

/// <summary>A Codex home together with the server it talks to: what a test asks for first.</summary>
internal sealed class CodexPeer : IAsyncDisposable
{
    private CodexPeer(ResponsesServer server, CodexHome home)
    {
        Server = server;
        Home = home;
    }

    public ResponsesServer Server { get; }

    public CodexHome Home { get; }

    /// <summary>Starts the server and makes the home; spans go to an address, if one is given.</summary>
    public static async Task<CodexPeer> StartAsync(string? traces = null)
    {
        var server = await ResponsesServer.StartAsync();
        return new CodexPeer(server, await CodexHome.CreateAsync(server, traces));
    }

    /// <summary>Runs a new thread with one turn to its end; anything but success fails.</summary>
    public async Task<CodexResult> ExecAsync(string prompt, string? directory = null)
    {
        await using var process = await CodexProcess.StartExecAsync(Home, prompt, directory);
        return Checked((await process.WaitAsync()).RequireSuccess());
    }

    /// <summary>Runs the next turn of a thread to its end; anything but success fails.</summary>
    public async Task<CodexResult> ResumeAsync(string threadId, string prompt, string? directory = null) =>
        Checked((await TryResumeAsync(threadId, prompt, directory)).RequireSuccess());

    /// <summary>Runs the next turn of a thread to its end, however that ends.</summary>
    public async Task<CodexResult> TryResumeAsync(string threadId, string prompt, string? directory = null)
    {
        await using var process = await CodexProcess.StartResumeAsync(Home, threadId, prompt, directory);
        return await process.WaitAsync();
    }

    public Task<AppServer> StartAppServerAsync() => AppServer.StartAsync(Home);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        // Before the folder goes: whatever a test forgot must be a failure, not a process that writes into nowhere.
        Home.RequireQuiet();
        Home.Dispose();
    }

    private CodexResult Checked(CodexResult result)
    {
        Assert.Empty(Server.Unexpected);
        return result;
    }
}
