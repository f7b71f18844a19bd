using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.Store;

/// <summary>A home in which the real Codex did everything that leaves a mark on a thread, and our store's view of it. Made once for all tests of a class.</summary>
public sealed class CodexWrittenHome : IAsyncLifetime
{
    private const string Dot =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private readonly Dictionary<string, string> _ids = [];

    /// <summary>A prompt that no row can hold within a few hundred bytes.</summary>
    public static string LongPrompt { get; } = string.Concat(Enumerable.Repeat("A long prompt with ünïcödé. ", 400)).TrimEnd();

    internal CodexPeer Peer { get; private set; } = null!;

    internal LocalThreadStore Store { get; private set; } = null!;

    /// <summary>The thread of a scenario.</summary>
    internal string this[string scenario] => _ids[scenario];

    internal IReadOnlyCollection<string> Ids => _ids.Values;

    public async Task InitializeAsync()
    {
        Peer = await CodexPeer.StartAsync();
        await RunExecAsync();
        await using (var server = await Peer.StartAppServerAsync())
        {
            await RunPlainAsync(server);
            await RunForksAsync(server);
            await RunLegacyAsync(server);
            await server.CloseAsync();
        }

        Store = await Peer.Home.OpenStoreAsync();
    }

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        await Peer.DisposeAsync();
    }

    private async Task RunExecAsync()
    {
        _ids["plain"] = (await Peer.ExecAsync("Plain question")).ThreadId;
        _ids["tool call"] = (await Peer.ExecAsync("Do it. RUN: echo tool-output")).ThreadId;
        _ids["no repository"] = (await Peer.ExecAsync("\n  Spaces around,\n\nlines within  ", Peer.Home.Plain)).ThreadId;
        var resumed = _ids["resumed"] = (await Peer.ExecAsync("First question")).ThreadId;
        await Peer.ResumeAsync(resumed, "Second question");
        await Peer.ResumeAsync(resumed, "Third question", Peer.Home.Plain);
    }

    private async Task RunPlainAsync(AppServer server)
    {
        var repository = Peer.Home.Repository;
        var named = _ids["named before its first turn"] = await server.StartThreadAsync(repository);
        await server.SetNameAsync(named, "Early name");

        var renamed = _ids["renamed"] = await server.StartThreadAsync(repository);
        await server.SetNameAsync(renamed, "First name");
        await server.RunTurnAsync(renamed, "## Context\nmuch\n## My request for Codex:\nRenamed question");
        await server.SetNameAsync(renamed, "Second name ✅");

        var archived = _ids["archived"] = await server.StartThreadAsync(repository);
        await server.RunTurnAsync(archived, "Archived question");
        await server.ArchiveAsync(archived);

        var back = _ids["archived and back"] = await server.StartThreadAsync(repository);
        await server.RunTurnAsync(back, "Question of one that came back");
        await server.ArchiveAsync(back);
        await server.UnarchiveAsync(back);

        var patched = _ids["patched"] = await server.StartThreadAsync(repository);
        await server.RunTurnAsync(patched, "Patched question");
        await server.SetBranchAsync(patched, "other");
        await server.SetMemoryModeAsync(patched, "disabled");

        var blank = _ids["blank"] = await server.StartThreadAsync(repository);
        await server.RunTurnAsync(blank, "  \n ");

        var image = _ids["image"] = await server.StartThreadAsync(repository);
        await server.TurnCompletedAsync(await server.StartTurnAsync(image, new JsonObject { ["type"] = "image", ["url"] = Dot }));

        _ids["long prompt"] = await server.StartThreadAsync(repository);
        await server.RunTurnAsync(_ids["long prompt"], LongPrompt);
    }

    private async Task RunForksAsync(AppServer server)
    {
        var parent = _ids["parent"] = await server.StartThreadAsync(Peer.Home.Repository);
        var first = await server.RunTurnAsync(parent, "Parent's question");
        var second = await server.RunTurnAsync(parent, "Parent's second question");

        var fork = _ids["fork"] = await server.ForkThreadAsync(parent);
        _ids["fork of a fork"] = await server.ForkThreadAsync(fork);
        _ids["fork from before the second turn"] = await server.ForkThreadAsync(parent, second.GetProperty("id").GetString());
        _ids["fork from before the first turn"] = await server.ForkThreadAsync(parent, first.GetProperty("id").GetString());
        await server.RunTurnAsync(_ids["fork from before the first turn"], "A question after nothing");

        var turned = _ids["fork with a turn"] = await server.ForkThreadAsync(parent);
        await server.RunTurnAsync(turned, "Question of the fork");
        _ids["fork of a fork with a turn"] = await server.ForkThreadAsync(turned);
        await server.RunTurnAsync(_ids["fork of a fork with a turn"], "Question of the second fork");

        _ids["fork of an image"] = await server.ForkThreadAsync(_ids["image"]);
        await server.RunTurnAsync(_ids["fork of an image"], "Words at last");
        _ids["fork of a long prompt"] = await server.ForkThreadAsync(_ids["long prompt"]);

        var shelved = _ids["archived parent"] = await server.StartThreadAsync(Peer.Home.Repository);
        await server.RunTurnAsync(shelved, "Question of one that will be archived");
        _ids["fork of an archived one"] = await server.ForkThreadAsync(shelved);
        await server.ArchiveAsync(shelved);
    }

    private async Task RunLegacyAsync(AppServer server)
    {
        var legacy = _ids["legacy"] = await server.StartThreadAsync(Peer.Home.Repository, "legacy");
        await server.RunTurnAsync(legacy, "Legacy question. RUN: echo tool-output");

        var renamed = _ids["legacy renamed"] = await server.StartThreadAsync(Peer.Home.Repository, "legacy");
        await server.RunTurnAsync(renamed, "Another legacy question");
        await server.SetNameAsync(renamed, "Legacy name");
        await server.SetBranchAsync(renamed, "other");
        await server.SetMemoryModeAsync(renamed, "disabled");
        var moved = _ids["legacy moved"] = await server.StartThreadAsync(Peer.Home.Repository, "legacy");
        await server.RunTurnAsync(moved, "Question at home");
        await server.TurnCompletedAsync(await server.StartTurnAsync(moved, AppServer.Text("Question elsewhere"), Peer.Home.Plain));
        // Writes the first line's session_meta once more, with the directory in which the thread was made.
        await server.SetBranchAsync(moved, "other");

        _ids["legacy fork"] = await server.ForkThreadAsync(renamed);
    }
}
