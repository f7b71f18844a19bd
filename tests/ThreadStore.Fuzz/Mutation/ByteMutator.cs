using System;
using System.Collections.Generic;

namespace ThreadStore.Fuzz.Mutation;

/// <summary>Damages bytes without asking what they mean.</summary>
internal static class ByteMutator
{
    private static readonly byte[][] s_insertions =
    [
        [0], [0, 0, 0, 0], [0xEF, 0xBB, 0xBF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xED, 0xB0, 0x80], [0xFF], [0xFE], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80], [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x98, 0x80],
        .. Texts("\r", "\n", "\r\n", "\n\n", "\t", " ", "\u2028", "\\", "\\\"", "\"", "\\u", "\\ud800", "\\udc00", "\\u0000", "\\u00", "{", "}", "[", "]", ",", ":", "}}", "{\"timestamp\":\"", "},\"metadata\":{",
            "null", "-", "+", "1e", "0x", "NaN", "//", "/*", "\u001f", "\u007f"),
    ];

    private static ReadOnlySpan<byte> Structure => "{}[]\",:\\ \t\r\n0-9eut"u8;

    /// <summary>Applies a few mutations to a copy of the bytes.</summary>
    internal static byte[] Mutate(ReadOnlySpan<byte> from, FuzzRandom random)
    {
        List<byte> bytes = [.. from];
        for (var left = random.Next(1, 5); left > 0; left--)
        {
            Step(bytes, random);
        }

        return [.. bytes];
    }

    private static void Step(List<byte> bytes, FuzzRandom random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, random.Length(64) + 1);
        switch (random.Next(12))
        {
            case 0 or 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2 or 3 when at < bytes.Count:
                bytes[at] = Structure[random.Next(Structure.Length)];
                break;
            case 4 when at < bytes.Count:
                bytes[at] = random.Byte();
                break;
            case 5:
                bytes.RemoveRange(at, length);
                break;
            case 6 when random.OneIn(2):
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 7:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 8:
                bytes.InsertRange(at, new byte[random.Length(5000)]);
                break;
            case 9:
                // The first part of this line and the last one of another: what two writers without a lock leave.
                var other = random.Pick(Corpus.Lines);
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(random.Next(other.Length)));
                break;
            case 10:
                bytes.InsertRange(random.OneIn(2) ? bytes.Count : at, random.Pick(Corpus.Lines));
                break;
            default:
                bytes.InsertRange(random.OneIn(4) ? random.OneIn(2) ? 0 : bytes.Count : at, random.Pick(s_insertions));
                break;
        }
    }

    private static byte[][] Texts(params string[] texts) => Array.ConvertAll(texts, System.Text.Encoding.UTF8.GetBytes);
}
