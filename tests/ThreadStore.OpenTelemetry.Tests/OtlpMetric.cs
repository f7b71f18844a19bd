using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace ThreadStore.Otlp;

/// <summary>One metric as it came over the wire.</summary>
internal sealed record OtlpMetric(string Meter, string Name, string Unit, OtlpMetricKind Kind)
{
    /// <summary>Its points: one per combination of attributes.</summary>
    internal required IReadOnlyList<OtlpPoint> Points { get; init; }

    /// <summary>Reads an ExportMetricsServiceRequest.</summary>
    internal static List<OtlpMetric> ReadRequest(ReadOnlySpan<byte> body)
    {
        var metrics = new List<OtlpMetric>();
        var request = new ProtoReader(body);
        while (request.Read())
        {
            var resourceMetrics = new ProtoReader(request.Bytes);
            while (resourceMetrics.Read())
            {
                if (resourceMetrics.Field == 2)
                {
                    ReadScope(resourceMetrics.Bytes, metrics);
                }
            }
        }

        return metrics;
    }

    private static void ReadScope(ReadOnlySpan<byte> body, List<OtlpMetric> metrics)
    {
        var meter = OtlpValue.ScopeName(body);
        var scope = new ProtoReader(body);
        while (scope.Read())
        {
            if (scope.Field == 2)
            {
                metrics.Add(ReadMetric(meter, scope.Bytes));
            }
        }
    }

    private static OtlpMetric ReadMetric(string meter, ReadOnlySpan<byte> body)
    {
        var (name, unit, kind) = ("", "", default(OtlpMetricKind));
        var points = new List<OtlpPoint>();
        var metric = new ProtoReader(body);
        while (metric.Read())
        {
            switch (metric.Field)
            {
                case 1:
                    name = OtlpValue.Text(metric.Bytes);
                    break;
                case 3:
                    unit = OtlpValue.Text(metric.Bytes);
                    break;
                case (int)OtlpMetricKind.Gauge or (int)OtlpMetricKind.Sum or (int)OtlpMetricKind.Histogram:
                    kind = (OtlpMetricKind)metric.Field;
                    ReadPoints(kind, metric.Bytes, points);
                    break;
            }
        }

        return new OtlpMetric(meter, name, unit, kind) { Points = points };
    }

    private static void ReadPoints(OtlpMetricKind kind, ReadOnlySpan<byte> body, List<OtlpPoint> points)
    {
        var data = new ProtoReader(body);
        while (data.Read())
        {
            if (data.Field == 1)
            {
                points.Add(kind is OtlpMetricKind.Histogram ? ReadHistogram(data.Bytes) : ReadNumber(data.Bytes));
            }
        }
    }

    private static OtlpPoint ReadNumber(ReadOnlySpan<byte> body)
    {
        var value = 0L;
        var attributes = new Dictionary<string, object>();
        var point = new ProtoReader(body);
        while (point.Read())
        {
            switch (point.Field)
            {
                case 6:
                    value = (long)point.Number;
                    break;
                case 7:
                    OtlpValue.ReadAttribute(point.Bytes, attributes);
                    break;
            }
        }

        return new OtlpPoint(value, []) { Attributes = attributes };
    }

    private static OtlpPoint ReadHistogram(ReadOnlySpan<byte> body)
    {
        var count = 0L;
        var bounds = Array.Empty<double>();
        var attributes = new Dictionary<string, object>();
        var point = new ProtoReader(body);
        while (point.Read())
        {
            switch (point.Field)
            {
                case 4:
                    count = (long)point.Number;
                    break;
                case 7:
                    bounds = MemoryMarshal.Cast<byte, double>(point.Bytes).ToArray();
                    break;
                case 9:
                    OtlpValue.ReadAttribute(point.Bytes, attributes);
                    break;
            }
        }

        return new OtlpPoint(count, bounds) { Attributes = attributes };
    }
}
