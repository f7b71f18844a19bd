using System;

namespace ThreadStore.Items;

/// <summary>The grammar of JSON numbers.</summary>
internal static class JsonNumber
{
    /// <summary>The index after the number; -1 when there is none, or when what follows it cannot follow a number.</summary>
    public static int Skip(ReadOnlySpan<byte> json, int at)
    {
        if (at < json.Length && json[at] == '-')
        {
            at++;
        }

        var start = at;
        at = SkipDigits(json, at);
        if (at == start || (json[start] == '0' && at > start + 1))
        {
            return -1;
        }

        if (at < json.Length && json[at] == '.')
        {
            start = ++at;
            at = SkipDigits(json, at);
            if (at == start)
            {
                return -1;
            }
        }

        if (at < json.Length && (json[at] | 0x20) == 'e')
        {
            at++;
            if (at < json.Length && json[at] is (byte)'+' or (byte)'-')
            {
                at++;
            }

            start = at;
            at = SkipDigits(json, at);
            if (at == start)
            {
                return -1;
            }
        }

        return at == json.Length || json[at] is (byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' ? at : -1;
    }

    private static int SkipDigits(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && char.IsAsciiDigit((char)json[at]))
        {
            at++;
        }

        return at;
    }
}
