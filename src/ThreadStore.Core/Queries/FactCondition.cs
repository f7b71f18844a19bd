using ThreadStore.Projection;

namespace ThreadStore.Queries;

/// <summary>A <see cref="FactFilter{TFacts}"/>, whatever projection it is of.</summary>
/// <param name="Column">The column of the host's table.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Text">With this text; null: with the number.</param>
/// <param name="Number">With this number.</param>
internal readonly record struct FactCondition(string Column, FactComparison Comparison, string? Text, long Number)
{
    /// <summary>The comparison in SQL.</summary>
    public string Operator => Comparison switch { FactComparison.AtLeast => ">=", FactComparison.AtMost => "<=", _ => "=" };
}
