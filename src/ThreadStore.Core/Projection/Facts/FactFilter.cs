namespace ThreadStore.Projection;

/// <summary>How a filter compares.</summary>
internal enum FactComparison
{
    Equal,
    AtLeast,
    AtMost,
}

/// <summary>A condition on a fact of a host's projection; made by <see cref="FactColumn{TFacts}"/>. Threads without the fact never meet it.</summary>
/// <typeparam name="TFacts">The projection.</typeparam>
public sealed class FactFilter<TFacts>
    where TFacts : struct, IThreadProjection<TFacts>
{
    internal FactFilter(FactColumn<TFacts> column, FactComparison comparison, string? text, long number)
    {
        Column = column;
        Comparison = comparison;
        Text = text;
        Number = number;
    }

    internal FactColumn<TFacts> Column { get; }

    internal FactComparison Comparison { get; }

    internal string? Text { get; }

    internal long Number { get; }
}
