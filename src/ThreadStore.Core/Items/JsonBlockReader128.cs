using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ThreadStore.Items;

/// <summary>Reads a block as four vectors of 128 bits.</summary>
internal readonly struct JsonBlockReader128 : IJsonBlockReader
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once per 64 bytes: JsonCursorBench
    public static JsonBlock Read(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..IJsonBlockReader.BlockBytes];
        var a = Vector128.Create(bytes);
        var b = Vector128.Create(bytes[16..]);
        var c = Vector128.Create(bytes[32..]);
        var d = Vector128.Create(bytes[48..]);
        return new JsonBlock
        {
            Quotes = Mask(Are(a, '"'), Are(b, '"'), Are(c, '"'), Are(d, '"')),
            Backslashes = Mask(Are(a, '\\'), Are(b, '\\'), Are(c, '\\'), Are(d, '\\')),
            Controls = Mask(Controls(a), Controls(b), Controls(c), Controls(d)),
            Brackets = Mask(Brackets(a), Brackets(b), Brackets(c), Brackets(d)),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once per 64 bytes: JsonCursorBench
    public static ulong ReadStops(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..IJsonBlockReader.BlockBytes];
        return Mask(
            Stops(Vector128.Create(bytes)), Stops(Vector128.Create(bytes[16..])), Stops(Vector128.Create(bytes[32..])), Stops(Vector128.Create(bytes[48..])));
    }

    private static Vector128<byte> Are(Vector128<byte> bytes, char value) => Vector128.Equals(bytes, Vector128.Create((byte)value));

    private static Vector128<byte> Stops(Vector128<byte> bytes) => Are(bytes, '"') | Are(bytes, '\\') | Controls(bytes);

    // x86 has no unsigned compare of bytes, but an unsigned minimum.
    private static Vector128<byte> Controls(Vector128<byte> bytes) => Vector128.Equals(Vector128.Min(bytes, Vector128.Create((byte)0x1F)), bytes);

    // Bit 5 is all that a brace differs in from the bracket of the same side.
    private static Vector128<byte> Brackets(Vector128<byte> bytes)
    {
        var braces = bytes | Vector128.Create((byte)0x20);
        return Are(braces, '{') | Are(braces, '}');
    }

    private static ulong Mask(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d) =>
        a.ExtractMostSignificantBits()
        | ((ulong)b.ExtractMostSignificantBits() << 16)
        | ((ulong)c.ExtractMostSignificantBits() << 32)
        | ((ulong)d.ExtractMostSignificantBits() << 48);
}
