using System.Numerics;

namespace ThreadStore.Queries;

/// <summary>Which statement a walk along a list needs: two lists of one step differ in bound values only.</summary>
/// <param name="Shape">What the query asks for, as numbers of parameters and flags.</param>
/// <param name="IsUndated">The threads without the value that orders the list.</param>
/// <param name="IsAscending">The direction of this walk: a page before another is walked against the list's own.</param>
/// <param name="IsNarrow">The few columns that the comparisons outside of SQLite need.</param>
/// <param name="Host">What is asked of the host's table; null without one.</param>
internal readonly record struct ListStep(ulong Shape, bool IsUndated, bool IsAscending, bool IsNarrow, string? Host)
{
    /// <summary>The parameters of a filter with that many values: powers of two, so that few statements serve all.</summary>
    public static int Places(int values) => values == 0 ? 0 : (int)BitOperations.RoundUpToPowerOf2((uint)values);

    /// <summary>Packs what a query asks for.</summary>
    public static ulong ShapeOf(ThreadListQuery query)
    {
        var shape = ((ulong)query.Sort << 4) | ((ulong)query.Archive << 2) | (query.IncludeHidden ? 1UL : 0);
        shape = Add(shape, query.Sources?.Count ?? 0);
        shape = Add(shape, query.Originators?.Count ?? 0);
        shape = Add(shape, query.ModelProviders?.Count ?? 0);
        shape = Add(shape, query.Cwds?.Count ?? 0);
        shape = Add(shape, query.Excluded.Count);
        return (shape << 2) | (query.Relation is { } relation ? relation.IsDirect ? 1UL : 2UL : 0);
    }

    // At most 1,000 values: 11 sizes and none.
    private static ulong Add(ulong shape, int values) => (shape << 4) | (values == 0 ? 0 : (ulong)BitOperations.Log2((uint)Places(values)) + 1);
}
