using System;

namespace ThreadStore.Items;

/// <summary>The skipper byte by byte: what the vector variants are measured against, and what short inputs go through.</summary>
internal static class JsonSkipperScalar
{
    /// <summary>The index after the string; -1 when it does not end or holds a raw control byte. Its escapes are not checked.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="at">The index after the opening quote.</param>
    public static int SkipString(ReadOnlySpan<byte> json, int at)
    {
        for (; at < json.Length && json[at] >= 0x20; at++)
        {
            if (json[at] == '"')
            {
                return at + 1;
            }

            if (json[at] == '\\' && (++at == json.Length || json[at] < 0x20))
            {
                return -1;
            }
        }

        return -1;
    }

    /// <summary>The same with checked escapes.</summary>
    public static int ReadString(ReadOnlySpan<byte> json, int at, out bool isEscaped)
    {
        isEscaped = false;
        while (at < json.Length && json[at] >= 0x20)
        {
            if (json[at] == '"')
            {
                return at + 1;
            }

            if (json[at] != '\\')
            {
                at++;
                continue;
            }

            isEscaped = true;
            var length = JsonEscape.Length(json[at..]);
            if (length == 0)
            {
                return -1;
            }

            at += length;
        }

        return -1;
    }

    /// <summary>The index after the object or array that the bytes lie in; -1 when it does not end, or not as it began.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="at">An index within the object or array, outside of its strings.</param>
    /// <param name="opener">The brace or bracket that opened it.</param>
    /// <param name="maxDepth">How many objects and arrays may be open at once, that one included.</param>
    public static int SkipRest(ReadOnlySpan<byte> json, int at, byte opener, int maxDepth)
    {
        Span<byte> open = stackalloc byte[JsonSkipper.MaxDepth];
        open[0] = opener;
        var depth = 1;
        while (at < json.Length)
        {
            var value = json[at++];
            switch (value)
            {
                case (byte)'"':
                    at = SkipString(json, at);
                    if (at < 0)
                    {
                        return -1;
                    }

                    break;
                case (byte)'\\':
                    return -1;
                case (byte)'{' or (byte)'[':
                    if (depth == maxDepth)
                    {
                        return -1;
                    }

                    open[depth++] = value;
                    break;
                case (byte)'}' or (byte)']':
                    if (open[--depth] != JsonSkipper.OpenerOf(value))
                    {
                        return -1;
                    }

                    if (depth == 0)
                    {
                        return at;
                    }

                    break;
            }
        }

        return -1;
    }
}
