using System;
using System.Collections.Generic;
using System.Linq;
using ThreadStore.Projection;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Queries;

/// <summary>
/// Law: a list with a host's facts walks the index of what orders it and sorts nothing, whatever it filters by. Seen to fail: without
/// IS NOT NULL on the key, and without the plus before a filter's column.
/// </summary>
public sealed class FactListSqlTests : IDisposable
{
    private readonly IndexHome _home = new();

    public FactListSqlTests() => SqliteIndexWriter.Open(_home.Files, ComposedProjection.With<RunFacts>()).Dispose();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Plan_OfAListByAColumn_WalksThatColumnsIndexAndSortsNothing()
    {
        using var connection = _home.OpenForeign();
        foreach (var (column, _) in GivenThread.Ordered)
        {
            foreach (var query in Queries(column))
            {
                var plan = ListPlan.Of(connection, Build(query, isUndated: false));

                Assert.DoesNotContain(plan, static step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
                Assert.Contains($"USING INDEX {RunFacts.Schema.Table}_by_{column.Column} ", plan[0], StringComparison.Ordinal);
                Assert.DoesNotContain(plan, static step => step.StartsWith("SCAN", StringComparison.Ordinal) && !step.Contains("INDEX", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Plan_OfAListByAnOwnTime_WalksThatTimesIndexAndSortsNothing()
    {
        using var connection = _home.OpenForeign();
        foreach (var query in Queries(null))
        {
            foreach (var isUndated in new[] { false, true })
            {
                var plan = ListPlan.Of(connection, Build(query, isUndated));

                Assert.DoesNotContain(plan, static step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
                Assert.Contains(plan, static step => step.Contains("USING INDEX threads_by_updated (archived=? AND <expr>=? AND", StringComparison.Ordinal));
            }
        }
    }

    private static string Build(ThreadListQuery<RunFacts> query, bool isUndated) => ListSql.Build(
        query.Threads, new FactListHost<RunFacts>(query), new ListStep(0, isUndated, query.Threads.Ascending, IsNarrow: false, Host: null));

    private static IEnumerable<ThreadListQuery<RunFacts>> Queries(FactColumn<RunFacts>? column) =>
        from archive in Enum.GetValues<ThreadArchiveFilter>()
        from isAscending in new[] { false, true }
        from hidden in new[] { false, true }
        from filters in GivenThread.Filters.Select(static filter => new[] { filter.Filter }).Append([]).Append([.. GivenThread.Filters.Select(static filter => filter.Filter)])
        select new ThreadListQuery<RunFacts>
        {
            OrderBy = column,
            Where = filters,
            Threads = new ThreadListQuery { Archive = archive, Ascending = isAscending, IncludeHidden = hidden },
        };
}
