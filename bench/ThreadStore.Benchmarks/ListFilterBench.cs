using System.Collections.Generic;
using BenchmarkDotNet.Attributes;
using ThreadStore.Measuring;

namespace ThreadStore.Benchmarks;

/// <summary>50 of 100,000 threads by each filter, as UTF-8 rows: what is found at once, what is rare, and what is not there.</summary>
public class ListFilterBench
{
    private static readonly Dictionary<string, ThreadListQuery> s_queries = new()
    {
        ["none"] = new(),
        ["all, hidden too"] = new() { Archive = ThreadArchiveFilter.Any, IncludeHidden = true },
        ["sources"] = new() { Sources = ["cli", "exec"], Originators = ["codex_cli_rs"], ModelProviders = ["openai"] },
        ["directory, 1 in 100"] = new() { Cwds = ["/home/user/project-7"] },
        ["directory, not there"] = new() { Cwds = ["/nowhere"] },
        ["text, in all"] = new() { TitleContains = "FLAKY TEST" },
        ["text, 1 in 10,000"] = new() { TitleContains = "NUMBER 1234" },
        ["text, not there"] = new() { TitleContains = "no such text" },
        ["100 excluded"] = new() { Excluded = Numbers(100) },
        ["children"] = new() { Relation = ThreadRelation.ChildrenOf(ListedIndex.Id(7)) },
        ["descendants"] = new() { Relation = ThreadRelation.DescendantsOf(ListedIndex.Id(7)) },
    };

    private readonly Utf8ThreadPage _page = new();
    private ListedIndex _index = null!;

    public static IEnumerable<string> Filters => s_queries.Keys;

    [ParamsSource(nameof(Filters))]
    public string Filter { get; set; } = "";

    [GlobalSetup]
    public void Open() => _index = SharedIndex.OfManyThreads;

    [Benchmark]
    public int List()
    {
        _index.Reader.List(s_queries[Filter], _page, default);
        return _page.Count;
    }

    [GlobalCleanup]
    public void Close() => _page.Dispose();

    private static ThreadId[] Numbers(int count)
    {
        var ids = new ThreadId[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = ListedIndex.Id(i * 997);
        }

        return ids;
    }
}
