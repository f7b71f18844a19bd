using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ThreadStore.Items;

/// <summary>The skipper in blocks of 64 bytes. Gives what <see cref="JsonSkipperScalar"/> gives, byte for byte.</summary>
/// <remarks>
/// The last block overlaps the one before, so that nothing is read behind the end: the bytes must be <see cref="IJsonBlockReader.BlockBytes"/>
/// at least.
/// </remarks>
internal static class JsonSkipperVector<TReader>
    where TReader : struct, IJsonBlockReader
{
    private const int BlockBytes = IJsonBlockReader.BlockBytes;

    /// <inheritdoc cref="JsonSkipperScalar.SkipString"/>
    public static int SkipString(ReadOnlySpan<byte> json, int at)
    {
        for (; at < json.Length; at += BlockBytes)
        {
            var stops = ReadStops(json, at);
            if (stops != 0)
            {
                at += BitOperations.TrailingZeroCount(stops);
                return json[at] == '"' ? at + 1 : SkipEscapedString(json, at);
            }
        }

        return -1;
    }

    /// <inheritdoc cref="JsonSkipperScalar.ReadString"/>
    public static int ReadString(ReadOnlySpan<byte> json, int at, out bool isEscaped)
    {
        isEscaped = false;
        while (at < json.Length)
        {
            var stops = ReadStops(json, at);
            var passed = BlockBytes;
            while (stops != 0)
            {
                var offset = BitOperations.TrailingZeroCount(stops);
                var stop = at + offset;
                if (json[stop] == '"')
                {
                    return stop + 1;
                }

                isEscaped |= json[stop] == '\\';
                var length = JsonEscape.Length(json[stop..]);
                if (length == 0)
                {
                    return -1;
                }

                offset += length;
                if (offset >= BlockBytes)
                {
                    passed = offset;
                    break;
                }

                stops &= ulong.MaxValue << offset;
            }

            at += passed;
        }

        return -1;
    }

    /// <inheritdoc cref="JsonSkipperScalar.SkipRest"/>
    [SkipLocalsInit]
    public static int SkipRest(ReadOnlySpan<byte> json, int at, byte opener, int maxDepth)
    {
        Span<byte> open = stackalloc byte[JsonSkipper.MaxDepth];
        open[0] = opener;
        var depth = 1;
        ulong escapeCarry = 0;
        ulong stringCarry = 0; // all bits while a string is open
        for (; at < json.Length; at += BlockBytes)
        {
            var block = Read(json, at);
            var escaped = JsonBits.Escaped(block.Backslashes, ref escapeCarry);
            var strings = JsonBits.PrefixXor(block.Quotes & ~escaped) ^ stringCarry;

            // What no JSON has; up to there the masks are right.
            var bad = (block.Controls & strings) | (block.Backslashes & ~strings);
            var brackets = block.Brackets & ~strings;
            if (bad != 0)
            {
                brackets &= (1UL << BitOperations.TrailingZeroCount(bad)) - 1;
            }

            for (; brackets != 0; brackets &= brackets - 1)
            {
                var bracket = at + BitOperations.TrailingZeroCount(brackets);
                var value = json[bracket];
                if (JsonSkipper.IsOpener(value))
                {
                    if (depth == maxDepth)
                    {
                        return -1;
                    }

                    open[depth++] = value;
                }
                else if (open[--depth] != JsonSkipper.OpenerOf(value))
                {
                    return -1;
                }
                else if (depth == 0)
                {
                    return bracket + 1;
                }
            }

            if (bad != 0)
            {
                return -1;
            }

            stringCarry = unchecked((ulong)((long)strings >> 63));
        }

        return -1;
    }

    private static int SkipEscapedString(ReadOnlySpan<byte> json, int at)
    {
        ulong carry = 0;
        for (; at < json.Length; at += BlockBytes)
        {
            var block = Read(json, at);
            var ends = (block.Quotes & ~JsonBits.Escaped(block.Backslashes, ref carry)) | block.Controls;
            if (ends != 0)
            {
                at += BitOperations.TrailingZeroCount(ends);
                return json[at] == '"' ? at + 1 : -1;
            }
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once per 64 bytes: JsonCursorBench
    private static ulong ReadStops(ReadOnlySpan<byte> json, int at)
    {
        var missing = BlockBytes - (json.Length - at);
        return missing <= 0 ? TReader.ReadStops(json[at..]) : TReader.ReadStops(json[^BlockBytes..]) >> missing;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once per 64 bytes: JsonCursorBench
    private static JsonBlock Read(ReadOnlySpan<byte> json, int at)
    {
        var missing = BlockBytes - (json.Length - at);
        if (missing <= 0)
        {
            return TReader.Read(json[at..]);
        }

        var block = TReader.Read(json[^BlockBytes..]);
        return new JsonBlock
        {
            Quotes = block.Quotes >> missing,
            Backslashes = block.Backslashes >> missing,
            Controls = block.Controls >> missing,
            Brackets = block.Brackets >> missing,
        };
    }
}
