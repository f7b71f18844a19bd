using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.History;

// The same question to thread/list and to our list: the same threads in the same order. What is asked differently is said where it is.
[Collection(CodexSessionsDefinition.Name)]
public sealed class ListOfCodexTests(CodexSessions sessions)
{
    private const int All = 100;

    public static TheoryData<ThreadSortKey, bool> Orders { get; } = new()
    {
        { ThreadSortKey.CreatedAt, false },
        { ThreadSortKey.CreatedAt, true },
        { ThreadSortKey.UpdatedAt, false },
        { ThreadSortKey.UpdatedAt, true },
        { ThreadSortKey.RecencyAt, false },
        { ThreadSortKey.RecencyAt, true },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public Task List_InEveryOrder_IsWhatCodexLists(ThreadSortKey sort, bool ascending) =>
        AgreeAsync(Everything(sort, ascending), new ThreadListQuery { Sort = sort, Ascending = ascending, PageSize = All });

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task List_PageByPage_IsWhatCodexLists(ThreadSortKey sort, bool ascending)
    {
        foreach (var size in new[] { 1, 3, 7 })
        {
            string? theirCursor = null;
            string? ourCursor = null;
            do
            {
                var asked = Everything(sort, ascending);
                asked["limit"] = size;
                asked["cursor"] = theirCursor;
                var theirs = await sessions.Server.CallAsync("thread/list", asked);

                var ours = sessions.Store.List(new ThreadListQuery { Sort = sort, Ascending = ascending, PageSize = size, Cursor = ourCursor });

                Assert.Equal(Names(theirs), Names(ours));
                theirCursor = theirs.GetProperty("nextCursor").GetString();
                ourCursor = ours.NextCursor;
                Assert.Equal(theirCursor is null, ourCursor is null);
            }
            while (ourCursor is not null);
        }
    }

    [Fact]
    public Task List_OfTheArchive_IsWhatCodexLists() =>
        AgreeAsync(Everything(archived: true), Newest() with { Archive = ThreadArchiveFilter.Archived });

    // Codex names kinds of sources; a row spells out what it was made by, and a sub-agent's says by whom, too.
    [Theory]
    [InlineData("exec")]
    [InlineData("vscode")]
    [InlineData("exec", "vscode")]
    [InlineData("cli")]
    public Task List_OfSources_IsWhatCodexLists(params string[] sources) =>
        AgreeAsync(With(Everything(), "sourceKinds", Array(sources)), Newest() with { Sources = sources });

    // Codex leaves out other providers unless it is told none at all; empty is none here.
    [Theory]
    [InlineData(CodexConfig.Provider)]
    [InlineData(CodexConfig.OtherProvider)]
    [InlineData(CodexConfig.Provider, CodexConfig.OtherProvider)]
    [InlineData("nobody")]
    public Task List_OfProviders_IsWhatCodexLists(params string[] providers) =>
        AgreeAsync(With(Everything(), "modelProviders", Array(providers)), Newest() with { ModelProviders = providers });

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public Task List_OfDirectories_IsWhatCodexLists(bool repository, bool plain)
    {
        List<string> directories = [];
        if (repository)
        {
            directories.Add(sessions.Peer.Home.Repository);
        }

        if (plain)
        {
            directories.Add(sessions.Peer.Home.Plain);
        }

        return AgreeAsync(With(Everything(), "cwd", Array(directories)), Newest() with { Cwds = directories });
    }

    [Theory]
    [InlineData("parent of an agent")]
    [InlineData("compacted")]
    [InlineData("agent")]
    public async Task List_OfRelatives_IsWhatCodexLists(string scenario)
    {
        var ancestor = ThreadId.Parse(sessions[scenario]);

        await AgreeAsync(With(Everything(), "parentThreadId", sessions[scenario]), Newest() with { Relation = ThreadRelation.ChildrenOf(ancestor) });
        await AgreeAsync(With(Everything(), "ancestorThreadId", sessions[scenario]), Newest() with { Relation = ThreadRelation.DescendantsOf(ancestor) });
    }

    [Fact]
    public Task List_WithoutSome_IsWhatCodexLists()
    {
        string[] excluded = [sessions["exec"], sessions["compacted"], sessions["held"]];

        return AgreeAsync(
            With(Everything(), "excludedThreadIds", Array(excluded)), Newest() with { Excluded = [.. excluded.Select(static id => ThreadId.Parse(id))] });
    }

    private static JsonObject Everything(ThreadSortKey sort = ThreadSortKey.CreatedAt, bool ascending = false, bool archived = false)
    {
        var parameters = AppServer.AllSources(archived);
        parameters["modelProviders"] = new JsonArray();
        parameters["limit"] = All;
        parameters["sortDirection"] = ascending ? "asc" : "desc";
        parameters["sortKey"] = sort switch
        {
            ThreadSortKey.UpdatedAt => "updated_at",
            ThreadSortKey.RecencyAt => "recency_at",
            _ => "created_at",
        };
        return parameters;
    }

    private static ThreadListQuery Newest() => new() { Sort = ThreadSortKey.CreatedAt, PageSize = All };

    private static JsonObject With(JsonObject parameters, string key, JsonNode value)
    {
        parameters[key] = value;
        return parameters;
    }

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode)text)]);

    private async Task AgreeAsync(JsonObject asked, ThreadListQuery query)
    {
        var theirs = await sessions.Server.CallAsync("thread/list", asked);

        Assert.Equal(Names(theirs), Names(sessions.Store.List(query)));
    }

    private string[] Names(JsonElement theirs) => [.. theirs.GetProperty("data").EnumerateArray().Select(thread => NameOf(thread.GetProperty("id").GetString()!))];

    private string[] Names(ThreadPage ours) => [.. ours.Threads.Select(thread => NameOf(thread.Id.ToString()))];

    // So that a difference can be read.
    private string NameOf(string id) => sessions.Ids.SingleOrDefault(pair => pair.Value == id).Key ?? id;
}
