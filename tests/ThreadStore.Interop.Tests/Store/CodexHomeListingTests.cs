using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.Store;

// A home that Codex wrote is listed as Codex's own database has it: every thread, every column. Nothing of that database is read; ours
// is made of the rollouts and the name index alone.
public sealed class CodexHomeListingTests(CodexWrittenHome written) : IClassFixture<CodexWrittenHome>
{
    // What lives only in Codex's database, and what we have instead. A renamed legacy thread keeps its name in the column of the title there.
    private static readonly Dictionary<string, Dictionary<string, string?>> s_ours = new(StringComparer.Ordinal)
    {
        ["patched"] = new() { ["git_branch"] = "main", ["memory_mode"] = "enabled" },
        ["legacy renamed"] = new() { ["title"] = "Another legacy question", ["name"] = "Legacy name" },
        ["legacy fork"] = new() { ["title"] = "Another legacy question", ["name"] = "Legacy name" },
    };

    [Theory]
    [InlineData("plain")]
    [InlineData("tool call")]
    [InlineData("no repository")]
    [InlineData("resumed")]
    [InlineData("named before its first turn")]
    [InlineData("renamed")]
    [InlineData("archived")]
    [InlineData("archived and back")]
    [InlineData("patched")]
    [InlineData("blank")]
    [InlineData("image")]
    [InlineData("long prompt")]
    [InlineData("parent")]
    [InlineData("fork")]
    [InlineData("fork of a fork")]
    [InlineData("fork from before the second turn")]
    [InlineData("fork from before the first turn")]
    [InlineData("fork with a turn")]
    [InlineData("fork of a fork with a turn")]
    [InlineData("fork of an image")]
    [InlineData("fork of a long prompt")]
    [InlineData("archived parent")]
    [InlineData("fork of an archived one")]
    [InlineData("legacy")]
    [InlineData("legacy renamed")]
    [InlineData("legacy moved")]
    [InlineData("legacy fork")]
    public void Read_ThreadOfCodex_HasTheColumnsOfItsOwnRow(string scenario)
    {
        var theirs = CodexState.Thread(written.Peer.Home, written[scenario])!;
        var ours = written.Store.Read(ThreadId.Parse(written[scenario]));

        Assert.Empty(CodexColumns.Differences(written.Peer.Home, theirs, ours, s_ours.GetValueOrDefault(scenario)));
    }

    // The exceptions above must be real, or they would hide a difference some day.
    [Fact]
    public void Read_ExplicitMetadataOfCodex_IsNotInTheLogs()
    {
        var patched = CodexState.Thread(written.Peer.Home, written["patched"])!;
        Assert.Equal("other", patched["git_branch"]);
        Assert.Equal("disabled", patched["memory_mode"]);
        Assert.Equal("Legacy name", CodexState.Thread(written.Peer.Home, written["legacy renamed"])!["title"]);
    }

    [Fact]
    public void List_OfTheHome_HasEveryThreadOnceAndNoOther()
    {
        Assert.Equal(written.Ids.Order(StringComparer.Ordinal), written.Store.All().Keys.Order(StringComparer.Ordinal));
        Assert.Equal(written.Ids.Order(StringComparer.Ordinal), CodexState.Threads(written.Peer.Home).Select(static row => (string)row["id"]!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void List_OfOneCollection_ShowsWhatCodexShows(bool archived)
    {
        var page = written.Store.List(new ThreadListQuery { Archive = archived ? ThreadArchiveFilter.Archived : ThreadArchiveFilter.Active, Sort = ThreadSortKey.CreatedAt });

        // Hidden there: a preview that is empty.
        var theirs = CodexState.Threads(written.Peer.Home)
            .Where(row => (long)row["archived"]! == (archived ? 1 : 0) && (string?)row["preview"] is not (null or ""))
            .Select(static row => (string)row["id"]!);
        Assert.Equal(theirs.OrderDescending(StringComparer.Ordinal), page.Threads.Select(static thread => thread.Id.ToString()).OrderDescending(StringComparer.Ordinal));
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public async Task Rebuild_OfTheIndex_GivesTheSameRows()
    {
        var before = written.Store.All();

        await written.Store.RebuildAsync();

        Assert.Equal(before, written.Store.All());
    }

    [Fact]
    public async Task Verify_OfTheHome_FindsNothing()
    {
        Assert.Empty(await LocalThreadStore.VerifyAsync(new ThreadStoreOptions { Home = written.Peer.Home.Location }));
    }
}
