using System.Globalization;
using System.Text;

namespace ThreadStore.Compare.Append;

/// <summary>What is appended: payloads of one length that differ, so that a wrong order or a lost line shows.</summary>
internal sealed class Payloads
{
    /// <summary>As many as a burst has.</summary>
    internal const int Count = 32;

    private const int FirstTotal = 20_000;

    private readonly byte[][] _bytes = new byte[Count][];

    /// <summary>Makes them.</summary>
    /// <param name="length">Bytes of each. A count of tokens needs 76; what is shorter is the start of a turn.</param>
    internal Payloads(int length)
    {
        Length = length;
        for (var index = 0; index < Count; index++)
        {
            var number = (FirstTotal + index).ToString(CultureInfo.InvariantCulture);
            var start = HasTokens(length)
                ? $$$"""{"type":"token_count","info":{"total_token_usage":{"total_tokens":{{{number}}}}},"pad":"""
                : $$"""{"type":"task_started","turn_id":"{{number}}","pad":""";
            _bytes[index] = Encoding.UTF8.GetBytes($"{start}\"{new string('x', length - start.Length - 3)}\"}}");
        }
    }

    /// <summary>Bytes of each.</summary>
    public int Length { get; }

    /// <summary>What the row says after the append of that number; null when these payloads say nothing of it.</summary>
    public long? TokensAfter(long append) => HasTokens(Length) ? FirstTotal + (append % Count) : null;

    /// <summary>The payload of that append.</summary>
    public byte[] this[long append] => _bytes[append % Count];

    private static bool HasTokens(int length) => length >= 128;
}
