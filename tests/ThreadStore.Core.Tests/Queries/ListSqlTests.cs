using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using SQLitePCL;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Queries;

/// <summary>Law: a list of visible threads walks an index in order and sorts nothing, whatever the sort key, direction and collection.</summary>
public sealed class ListSqlTests
{
    [Fact]
    public void Plan_OfAListOfVisibleThreads_WalksTheIndexOfItsSortKey()
    {
        using var home = new IndexHome();
        home.OpenWriter().Dispose();
        using var connection = home.OpenForeign();
        foreach (var query in Queries(includeHidden: false))
        {
            foreach (var isUndated in new[] { false, true })
            {
                var plan = Plan(connection, ListSql.Build(query, isUndated));

                Assert.DoesNotContain(plan, static step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
                var walks = plan.Where(static step => step.Contains(" threads AS t ", StringComparison.Ordinal) || step.Contains(" t ", StringComparison.Ordinal)).ToList();
                Assert.Equal(query.Archive == ThreadArchiveFilter.Any ? 2 : 1, walks.Count);
                var index = query.Sort switch
                {
                    ThreadSortKey.CreatedAt => "threads_by_created",
                    ThreadSortKey.UpdatedAt => "threads_by_updated",
                    _ => "threads_by_recency",
                };
                Assert.All(walks, walk => Assert.Contains($"USING INDEX {index} (archived=? AND", walk, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Shape_OfEveryQuery_IsANumberOfItsOwn()
    {
        var shapes = Queries(false).Concat(Queries(true)).SelectMany(static q => new[] { ListSql.Shape(q, false), ListSql.Shape(q, true) }).ToList();

        Assert.Equal(ListSql.ShapeCount, shapes.Count);
        Assert.Equal(Enumerable.Range(0, ListSql.ShapeCount), shapes.Order());
    }

    private static IEnumerable<ThreadListQuery> Queries(bool includeHidden) =>
        from sort in Enum.GetValues<ThreadSortKey>()
        from archive in Enum.GetValues<ThreadArchiveFilter>()
        from oldestFirst in new[] { false, true }
        select new ThreadListQuery { Sort = sort, Archive = archive, Ascending = oldestFirst, IncludeHidden = includeHidden };

    private static List<string> Plan(SqliteConnection connection, string sql)
    {
        using var statement = connection.Prepare("EXPLAIN QUERY PLAN " + sql);
        var steps = new List<string>();
        while (statement.Step() == raw.SQLITE_ROW)
        {
            steps.Add(Encoding.UTF8.GetString(statement.ColumnText(3)));
        }

        return steps;
    }
}
