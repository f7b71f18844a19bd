using System;
using System.Collections.Generic;
using System.Linq;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Queries;

/// <summary>
/// Law: a list walks the index of its sort key in order and sorts nothing, whatever it filters by; a list by relation looks at the threads of
/// the relation alone. Seen to fail: with the collections' condition written as preview IS NOT NULL.
/// </summary>
public sealed class ListSqlTests : IDisposable
{
    private static readonly string[] s_values = ["a", "b", "c"];

    private readonly IndexHome _home = new();

    public ListSqlTests() => _home.OpenWriter().Dispose();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Plan_OfAnyListWithoutRelation_WalksTheIndexOfItsSortKeyAndSortsNothing()
    {
        using var connection = _home.OpenForeign();
        foreach (var query in Queries())
        {
            foreach (var step in Steps(query))
            {
                var plan = ListPlan.Of(connection, ListSql.Build(query, default(NoListHost), step));

                Assert.DoesNotContain(plan, static line => line.Contains(ListPlan.Sort, StringComparison.Ordinal));
                var walks = plan.Where(static line => line.Contains(" threads AS t ", StringComparison.Ordinal) || line.Contains(" t ", StringComparison.Ordinal)).ToList();
                Assert.Equal((query.Archive == ThreadArchiveFilter.Any ? 2 : 1) * (query.IncludeHidden ? 2 : 1), walks.Count);
                var index = query.Sort switch
                {
                    ThreadSortKey.CreatedAt => "threads_by_created",
                    ThreadSortKey.UpdatedAt => "threads_by_updated",
                    _ => "threads_by_recency",
                };
                Assert.All(walks, walk => Assert.Contains($"USING INDEX {index} (archived=? AND <expr>=? AND", walk, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Plan_OfAListByRelation_GoesByTheIndexOfParents()
    {
        using var connection = _home.OpenForeign();
        foreach (var relation in new[] { ThreadRelation.ChildrenOf(IndexHome.Id(1)), ThreadRelation.DescendantsOf(IndexHome.Id(1)) })
        {
            foreach (var query in Queries().Select(query => query with { Relation = relation }))
            {
                foreach (var step in Steps(query))
                {
                    var plan = ListPlan.Of(connection, ListSql.Build(query, default(NoListHost), step));

                    var looks = plan.Where(static line => line.StartsWith("SEARCH", StringComparison.Ordinal) && !line.Contains(" n ", StringComparison.Ordinal) && !line.Contains("AS n ", StringComparison.Ordinal)).ToList();
                    Assert.Equal(relation.IsDirect ? 1 : 2, looks.Count);
                    Assert.All(looks, static look => Assert.Contains("USING INDEX threads_by_parent (parent_thread_id=?)", look, StringComparison.Ordinal));
                }
            }
        }
    }

    [Fact]
    public void Values_AreNeverPartOfTheText()
    {
        const string Value = "O'Brien";
        var query = new ThreadListQuery { Sources = [Value], Originators = [Value], ModelProviders = [Value], Cwds = [Value], TitleContains = Value };

        Assert.All(Steps(query), step => Assert.DoesNotContain(Value, ListSql.Build(query, default(NoListHost), step), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(4, 4)]
    [InlineData(1000, 1024)]
    public void Places_OfSomeValues_AreAPowerOfTwo(int values, int places) => Assert.Equal(places, ListStep.Places(values));

    [Fact]
    public void Shape_OfQueriesWithOtherStatements_IsAnother()
    {
        var queries = Queries().Concat(Queries().Select(static query => query with { Relation = ThreadRelation.ChildrenOf(IndexHome.Id(1)) }))
            .Concat(Queries().Select(static query => query with { Relation = ThreadRelation.DescendantsOf(IndexHome.Id(1)) })).ToList();
        var step = new ListStep(0, IsUndated: false, IsAscending: true, IsNarrow: false, Host: null);

        Assert.All(queries.GroupBy(ListStep.ShapeOf), group => Assert.Single(group.Select(query => ListSql.Build(query, default(NoListHost), step)).Distinct()));
    }

    private static IEnumerable<ListStep> Steps(ThreadListQuery query) =>
        from isUndated in new[] { false, true }
        from isAscending in new[] { false, true }
        from isNarrow in new[] { false, true }
        select new ListStep(ListStep.ShapeOf(query), isUndated, isAscending, isNarrow, Host: null);

    private static IEnumerable<ThreadListQuery> Queries() =>
        from sort in Enum.GetValues<ThreadSortKey>()
        from archive in Enum.GetValues<ThreadArchiveFilter>()
        from hidden in new[] { false, true }
        from filters in Filters()
        select filters with { Sort = sort, Archive = archive, IncludeHidden = hidden };

    private static IEnumerable<ThreadListQuery> Filters()
    {
        yield return new ThreadListQuery();
        yield return new ThreadListQuery { Sources = s_values };
        yield return new ThreadListQuery { Originators = s_values };
        yield return new ThreadListQuery { ModelProviders = s_values };
        yield return new ThreadListQuery { Cwds = s_values };
        yield return new ThreadListQuery { Excluded = [IndexHome.Id(1), IndexHome.Id(2), IndexHome.Id(3)] };
        yield return new ThreadListQuery { Sources = s_values, Originators = ["a"], ModelProviders = ["a", "b"], Cwds = s_values, Excluded = [IndexHome.Id(1)] };
    }
}
