using System.Collections.Generic;

namespace ThreadStore.Otlp;

/// <summary>One point of a metric: the value of a gauge or sum, or how many measurements a histogram holds and where its buckets end.</summary>
internal sealed record OtlpPoint(long Value, double[] Bounds)
{
    internal required IReadOnlyDictionary<string, object> Attributes { get; init; }
}
