using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ThreadStore.Items;

/// <summary>Reads a block as two vectors of 256 bits.</summary>
internal readonly struct JsonBlockReader256 : IJsonBlockReader
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once per 64 bytes: JsonCursorBench
    public static JsonBlock Read(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..IJsonBlockReader.BlockBytes];
        var low = Vector256.Create(bytes);
        var high = Vector256.Create(bytes[32..]);
        return new JsonBlock
        {
            Quotes = Mask(Vector256.Equals(low, Vector256.Create((byte)'"')), Vector256.Equals(high, Vector256.Create((byte)'"'))),
            Backslashes = Mask(Vector256.Equals(low, Vector256.Create((byte)'\\')), Vector256.Equals(high, Vector256.Create((byte)'\\'))),
            Controls = Mask(Controls(low), Controls(high)),
            Brackets = Mask(Brackets(low), Brackets(high)),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once per 64 bytes: JsonCursorBench
    public static ulong ReadStops(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..IJsonBlockReader.BlockBytes];
        return Mask(Stops(Vector256.Create(bytes)), Stops(Vector256.Create(bytes[32..])));
    }

    private static Vector256<byte> Stops(Vector256<byte> bytes) =>
        Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\')) | Controls(bytes);

    // x86 has no unsigned compare of bytes, but an unsigned minimum.
    private static Vector256<byte> Controls(Vector256<byte> bytes) => Vector256.Equals(Vector256.Min(bytes, Vector256.Create((byte)0x1F)), bytes);

    // Bit 5 is all that a brace differs in from the bracket of the same side.
    private static Vector256<byte> Brackets(Vector256<byte> bytes)
    {
        var braces = bytes | Vector256.Create((byte)0x20);
        return Vector256.Equals(braces, Vector256.Create((byte)'{')) | Vector256.Equals(braces, Vector256.Create((byte)'}'));
    }

    private static ulong Mask(Vector256<byte> low, Vector256<byte> high) => low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);
}
