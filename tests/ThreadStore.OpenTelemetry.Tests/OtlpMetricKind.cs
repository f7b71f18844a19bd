namespace ThreadStore.Otlp;

/// <summary>What a metric is, by the number of its field.</summary>
internal enum OtlpMetricKind
{
    Gauge = 5,
    Sum = 7,
    Histogram = 9,
}
