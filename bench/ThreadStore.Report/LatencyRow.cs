using System;
using System.Collections.Generic;
using System.Linq;
using ThreadStore.Measuring;

namespace ThreadStore.Report;

/// <summary>The quantiles of one condition, which are measurements of the same name but for its last part.</summary>
/// <param name="Name">What they share.</param>
/// <param name="Quantiles">In the order of <see cref="Columns"/>; null where one was not measured.</param>
internal sealed record LatencyRow(string Name, IReadOnlyList<Measurement?> Quantiles)
{
    /// <summary>The last parts of the names.</summary>
    internal static IReadOnlyList<string> Columns { get; } = ["p50", "p90", "p99", "p99.9", "p99.99", "max"];

    /// <summary>One row for each name with two quantiles or more.</summary>
    internal static IReadOnlyList<LatencyRow> Of(IEnumerable<Measurement> results) =>
        [.. results.GroupBy(static result => Split(result).Name, StringComparer.Ordinal)
            .Select(static group => new LatencyRow(group.Key, [.. Columns.Select(column => group.LastOrDefault(result => Split(result).Quantile == column))]))
            .Where(static row => row.Quantiles.Count(static quantile => quantile is not null) > 1)];

    private static (string Name, string Quantile) Split(Measurement result)
    {
        var slash = result.Name.LastIndexOf('/');
        return slash < 0 ? ("", result.Name) : (result.Name[..slash], result.Name[(slash + 1)..]);
    }
}
