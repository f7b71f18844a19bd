using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Search;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>The law: a search finds what was said, run and put out, however the log spells it and whatever its case, and nothing else.</summary>
/// <inheritdoc/>
public abstract class SearchConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Theory]
    [InlineData("NEEDLE")]
    [InlineData("needle in")]
    [InlineData("ärger")]
    [InlineData("\"quoted\"")]
    [InlineData("tab\tand")]
    [InlineData("👩‍👩‍👧")]
    public async Task Search_FindsTheText_WhateverItsCaseAndSpelling(string term)
    {
        await WriteAsync("something else");
        var id = await WriteAsync("before Needle in ÄRGER \"quoted\" tab\tand 👩‍👩‍👧 after");
        if (await IsRefusedAsync())
        {
            return;
        }

        var hit = Assert.Single(await SearchAsync(new SearchQuery { Term = term }));
        Assert.Equal((id, id), (hit.Thread, hit.Row?.Id));
        Assert.Equal((await LinesAsync(id))[1].Offset, hit.Offset);
        Assert.Equal(term.Replace('\t', ' '), hit.Snippet.Substring(hit.MatchStart, hit.MatchLength), ignoreCase: true);
    }

    [Fact]
    public async Task Search_LooksIntoAnswersAndOutputs_AndNotIntoWhatNobodySaw()
    {
        await using var thread = await CreateAsync(cwd: "/needle-1");
        await thread.AppendAsync(ItemType.ResponseItem, Payload.ToolOutput("needle-2"));
        await thread.AppendAsync(ItemType.EventMsg, Payload.AgentItem("needle-3", "a", "needle-4"));
        await thread.AppendAsync(ItemType.TurnContext, Payload.TurnContext("/needle-5"));
        await thread.FlushAsync();
        if (await IsRefusedAsync())
        {
            return;
        }

        for (var number = 1; number <= 5; number++)
        {
            Assert.Equal(number is 2 or 4 ? 1 : 0, (await SearchAsync(new SearchQuery { Term = $"needle-{number}" })).Count);
        }
    }

    [Fact]
    public async Task Search_HitsPerThread_AreAtMostWhatIsAskedFor_InTheOrderOfTheLog()
    {
        await using var thread = await CreateAsync();
        for (var i = 0; i < 4; i++)
        {
            await thread.AppendAsync(ItemType.ResponseItem, Payload.ToolOutput($"needle {i} needle"), Durability.Buffered);
        }

        if (await IsRefusedAsync())
        {
            return;
        }

        Assert.Single(await SearchAsync(new SearchQuery { Term = "needle" }));
        var hits = await SearchAsync(new SearchQuery { Term = "needle", MaxHitsPerThread = 3, SnippetRadius = 2 });
        Assert.Equal(["needle 0", "needle 1", "needle 2"], hits.Select(static hit => hit.Snippet));
        Assert.Equal(4, (await SearchAsync(new SearchQuery { Term = "needle", MaxHitsPerThread = 100 })).Count);
    }

    [Fact]
    public async Task Search_GoesThroughTheCollectionThatIsMeant()
    {
        var (active, archived) = (await WriteAsync("needle one"), await WriteAsync("needle two"));
        if (Backend.Unsupported.HasFlag(StoreFacets.Archive) || await IsRefusedAsync())
        {
            return;
        }

        await Store.ArchiveAsync(archived);
        Assert.Equal([active], (await SearchAsync(new SearchQuery { Term = "needle" })).Select(static hit => hit.Thread));
        Assert.Equal([archived], (await SearchAsync(new SearchQuery { Term = "needle", Archive = ThreadArchiveFilter.Archived })).Select(static hit => hit.Thread));
        Assert.Equal(2, (await SearchAsync(new SearchQuery { Term = "needle", Archive = ThreadArchiveFilter.Any })).Count);
    }

    [Fact]
    public async Task Search_ForNothing_OrOutOfItsRanges_IsRefused()
    {
        if (await IsRefusedAsync())
        {
            return;
        }

        SearchQuery[] queries =
        [
            new() { Term = "" }, new() { Term = " \t" }, new() { Term = "x", MaxHitsPerThread = 0 }, new() { Term = "x", SnippetRadius = -1 },
            new() { Term = "x", SnippetRadius = SearchQuery.MaxSnippetRadius + 1 }, new() { Term = new string('x', 1025) },
        ];
        foreach (var query in queries)
        {
            await Assert.ThrowsAsync<InvalidRequestException>(() => SearchAsync(query));
        }
    }

    [Fact]
    public async Task Search_CancelledOrLeftEarly_Ends_AndLeavesThreadsFree()
    {
        var id = await WriteAsync("needle");
        await WriteAsync("needle too");
        if (await IsRefusedAsync())
        {
            return;
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SearchAsync(new SearchQuery { Term = "needle" }, new CancellationToken(canceled: true)));
        await foreach (var _ in Store.SearchAsync(new SearchQuery { Term = "needle" }))
        {
            break;
        }

        await using var thread = await Store.ResumeAsync(id);
        await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(1));
    }

    private async Task<List<SearchHit>> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default)
    {
        var hits = new List<SearchHit>();
        await foreach (var hit in Store.SearchAsync(query, cancellationToken))
        {
            hits.Add(hit);
        }

        return hits;
    }

    private Task<bool> IsRefusedAsync() => IsRefusedAsync(StoreFacets.Search, () => SearchAsync(new SearchQuery { Term = "needle" }));
}
