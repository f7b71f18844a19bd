using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ThreadStore.Interop.Store;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.History;

/// <summary>
/// A home in which the real Codex made threads with turns and items of every kind. Its app server stays, so that a test can ask it what it
/// asks our store. Made once for all tests that read it; nobody writes to it afterwards.
/// </summary>
public sealed partial class CodexSessions : IAsyncLifetime
{
    private readonly Dictionary<string, string> _ids = [];
    private ResponsesGate? _held;

    internal CodexPeer Peer { get; private set; } = null!;

    internal AppServer Server { get; private set; } = null!;

    internal LocalThreadStore Store { get; private set; } = null!;

    /// <summary>The thread of a scenario.</summary>
    internal string this[string scenario] => _ids[scenario];

    internal IReadOnlyDictionary<string, string> Ids => _ids;

    /// <summary>The turn that still runs, in the thread "held".</summary>
    internal string HeldTurn { get; private set; } = string.Empty;

    public async Task InitializeAsync()
    {
        Peer = await CodexPeer.StartAsync();
        await File.WriteAllBytesAsync(Path.Combine(Peer.Home.Repository, "dot.png"), Convert.FromBase64String(Dot));
        await File.WriteAllTextAsync(Path.Combine(Peer.Home.Repository, "changed.txt"), "old\n");
        await RunExecAsync();
        Server = await Peer.StartAppServerAsync();
        await RunKindsAsync();
        await RunEndsAsync();
        await RunMessagesAsync();
        await RunForksAsync();
        await RunLegacyAsync();
        await RunListedAsync();
        await HoldATurnAsync();
        Store = await Peer.Home.OpenStoreAsync();
    }

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        _held?.Open();
        await Server.TurnCompletedAsync(HeldTurn);
        await Server.CloseAsync();
        await Server.DisposeAsync();
        await Peer.DisposeAsync();
    }

    /// <summary>The lines of a thread's own file.</summary>
    internal IReadOnlyList<CodexRolloutLine> Rollout(string scenario) => CodexRollout.Read(Peer.Home.RolloutOf(_ids[scenario]));

    private async Task<string> StartAsync(string scenario, string historyMode = "paginated") =>
        _ids[scenario] = await Server.StartThreadAsync(new JsonObject
        {
            ["cwd"] = Peer.Home.Repository,
            ["historyMode"] = historyMode,
            ["config"] = McpEndpoint.Configuration(Peer.Server),
        });

    private async Task<string> ForkAsync(string scenario, string parent, JsonElement? beforeTurn = null) =>
        _ids[scenario] = await Server.ForkThreadAsync(_ids[parent], beforeTurn?.GetProperty("id").GetString());

    private async Task HoldATurnAsync()
    {
        var thread = await StartAsync("held");
        await Server.RunTurnAsync(thread, "Question before");
        _held = Peer.Server.HoldNext();
        HeldTurn = await Server.StartTurnAsync(thread, "Question that waits for its answer");
        await _held.ReachedAsync();
        // The model may be asked before the question is in the log.
        await Server.NotifiedAsync("item/completed", item => item.GetProperty("turnId").GetString() == HeldTurn);
    }
}
