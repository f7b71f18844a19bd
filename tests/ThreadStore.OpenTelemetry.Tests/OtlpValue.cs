using System;
using System.Collections.Generic;
using System.Text;

namespace ThreadStore.Otlp;

/// <summary>The parts that spans and metrics have in common.</summary>
internal static class OtlpValue
{
    internal static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>The name of the source or meter, out of ScopeSpans or ScopeMetrics.</summary>
    internal static string ScopeName(ReadOnlySpan<byte> body)
    {
        var parts = new ProtoReader(body);
        while (parts.Read())
        {
            var scope = new ProtoReader(parts.Bytes);
            while (parts.Field == 1 && scope.Read())
            {
                if (scope.Field == 1)
                {
                    return Text(scope.Bytes);
                }
            }
        }

        return "";
    }

    /// <summary>Reads a KeyValue.</summary>
    internal static void ReadAttribute(ReadOnlySpan<byte> body, Dictionary<string, object> attributes)
    {
        var key = "";
        var parts = new ProtoReader(body);
        while (parts.Read())
        {
            if (parts.Field == 1)
            {
                key = Text(parts.Bytes);
            }
            else
            {
                attributes.Add(key, ReadAny(parts.Bytes));
            }
        }
    }

    private static object ReadAny(ReadOnlySpan<byte> body)
    {
        var value = new ProtoReader(body);
        Xunit.Assert.True(value.Read());
        return value.Field switch
        {
            1 => Text(value.Bytes),
            2 => value.Number != 0,
            3 => (long)value.Number,
            4 => value.Real,
            _ => throw new FormatException($"a value of kind {value.Field}"),
        };
    }
}
