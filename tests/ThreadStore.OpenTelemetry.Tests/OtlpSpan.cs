using System;
using System.Collections.Generic;

namespace ThreadStore.Otlp;

/// <summary>One span as it came over the wire. Ids are hex; the parent of a root is empty.</summary>
internal sealed record OtlpSpan(string Source, string Name, string TraceId, string SpanId, string ParentId)
{
    /// <summary>Attributes: strings, booleans, longs and doubles.</summary>
    internal required IReadOnlyDictionary<string, object> Attributes { get; init; }

    /// <summary>Trace and span ids of the links.</summary>
    internal required IReadOnlyList<(string TraceId, string SpanId)> Links { get; init; }

    /// <summary>An attribute that is a whole number.</summary>
    internal long Whole(string attribute) => (long)Attributes[attribute];

    /// <summary>Reads an ExportTraceServiceRequest.</summary>
    internal static List<OtlpSpan> ReadRequest(ReadOnlySpan<byte> body)
    {
        var spans = new List<OtlpSpan>();
        var request = new ProtoReader(body);
        while (request.Read())
        {
            var resourceSpans = new ProtoReader(request.Bytes);
            while (resourceSpans.Read())
            {
                if (resourceSpans.Field == 2)
                {
                    ReadScope(resourceSpans.Bytes, spans);
                }
            }
        }

        return spans;
    }

    private static void ReadScope(ReadOnlySpan<byte> body, List<OtlpSpan> spans)
    {
        var source = OtlpValue.ScopeName(body);
        var scope = new ProtoReader(body);
        while (scope.Read())
        {
            if (scope.Field == 2)
            {
                spans.Add(ReadSpan(source, scope.Bytes));
            }
        }
    }

    private static OtlpSpan ReadSpan(string source, ReadOnlySpan<byte> body)
    {
        var (traceId, spanId, parentId, name) = ("", "", "", "");
        var attributes = new Dictionary<string, object>();
        var links = new List<(string TraceId, string SpanId)>();
        var span = new ProtoReader(body);
        while (span.Read())
        {
            switch (span.Field)
            {
                case 1:
                    traceId = Convert.ToHexStringLower(span.Bytes);
                    break;
                case 2:
                    spanId = Convert.ToHexStringLower(span.Bytes);
                    break;
                case 4:
                    parentId = Convert.ToHexStringLower(span.Bytes);
                    break;
                case 5:
                    name = OtlpValue.Text(span.Bytes);
                    break;
                case 9:
                    OtlpValue.ReadAttribute(span.Bytes, attributes);
                    break;
                case 13:
                    links.Add(ReadLink(span.Bytes));
                    break;
            }
        }

        return new OtlpSpan(source, name, traceId, spanId, parentId) { Attributes = attributes, Links = links };
    }

    private static (string TraceId, string SpanId) ReadLink(ReadOnlySpan<byte> body)
    {
        var (traceId, spanId) = ("", "");
        var link = new ProtoReader(body);
        while (link.Read())
        {
            switch (link.Field)
            {
                case 1:
                    traceId = Convert.ToHexStringLower(link.Bytes);
                    break;
                case 2:
                    spanId = Convert.ToHexStringLower(link.Bytes);
                    break;
            }
        }

        return (traceId, spanId);
    }
}
