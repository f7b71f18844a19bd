using System;

namespace ThreadStore.Projection;

/// <summary>A column of a host's projection that lists can filter and sort by; emitted for each fact that is <see cref="Declaring.FactAttribute.Listed"/>.</summary>
/// <typeparam name="TFacts">The projection.</typeparam>
public sealed class FactColumn<TFacts>
    where TFacts : struct, IThreadProjection<TFacts>
{
    /// <summary>Names a column of the projection's table.</summary>
    public FactColumn(string column, FactType type)
    {
        Column = column;
        Type = type;
    }

    /// <summary>What it holds.</summary>
    public FactType Type { get; }

    internal string Column { get; }

    /// <summary>Threads whose fact is that text.</summary>
    /// <exception cref="InvalidRequestException">The fact is no text.</exception>
    public FactFilter<TFacts> EqualTo(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Type is FactType.Text ? new(this, FactComparison.Equal, text, 0) : throw new InvalidRequestException($"{Column} is no text");
    }

    /// <summary>Threads whose fact is that number, or that time in milliseconds since the Unix epoch.</summary>
    /// <exception cref="InvalidRequestException">The fact is a text.</exception>
    public FactFilter<TFacts> EqualTo(long number) => Number(FactComparison.Equal, number);

    /// <summary>Threads whose fact is that flag.</summary>
    /// <exception cref="InvalidRequestException">The fact is a text.</exception>
    public FactFilter<TFacts> EqualTo(bool flag) => Number(FactComparison.Equal, flag ? 1 : 0);

    /// <summary>Threads whose fact is that number or more.</summary>
    /// <exception cref="InvalidRequestException">The fact is a text.</exception>
    public FactFilter<TFacts> AtLeast(long number) => Number(FactComparison.AtLeast, number);

    /// <summary>Threads whose fact is that time or later.</summary>
    /// <exception cref="InvalidRequestException">The fact is a text.</exception>
    public FactFilter<TFacts> AtLeast(Timestamp time) => Number(FactComparison.AtLeast, time.UnixMilliseconds);

    /// <summary>Threads whose fact is that number or less.</summary>
    /// <exception cref="InvalidRequestException">The fact is a text.</exception>
    public FactFilter<TFacts> AtMost(long number) => Number(FactComparison.AtMost, number);

    /// <summary>Threads whose fact is that time or earlier.</summary>
    /// <exception cref="InvalidRequestException">The fact is a text.</exception>
    public FactFilter<TFacts> AtMost(Timestamp time) => Number(FactComparison.AtMost, time.UnixMilliseconds);

    private FactFilter<TFacts> Number(FactComparison comparison, long number) =>
        Type is FactType.Text ? throw new InvalidRequestException($"{Column} is a text") : new(this, comparison, null, number);
}
