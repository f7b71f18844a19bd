using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ThreadStore.Items;

/// <summary>What the masks of a block say about escapes and strings; bit 0 is the block's first byte.</summary>
internal static class JsonBits
{
    private const ulong EvenBits = 0x5555_5555_5555_5555;

    /// <summary>The bytes that a backslash before them escapes.</summary>
    /// <param name="backslashes">The block's backslashes.</param>
    /// <param name="carry">1 when the first byte is escaped by the block before, else 0; on return the same for the next block.</param>
    /// <remarks>
    /// In a run of backslashes every second one escapes, counted from the run's first. Adding a run's first bit clears the whole run, so
    /// one addition tells the runs that begin at even places from the others.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once per 64 bytes: JsonCursorBench
    public static ulong Escaped(ulong backslashes, ref ulong carry)
    {
        unchecked
        {
            var active = backslashes & ~carry;
            var evenFirsts = active & ~(active << 1) & EvenBits;
            var oddRuns = active & (active + evenFirsts);
            var escapes = (oddRuns & ~EvenBits) | (active & ~oddRuns & EvenBits);
            var escaped = (escapes << 1) | carry;
            carry = escapes >> 63;
            return escaped;
        }
    }

    /// <summary>Each bit is the parity of the bits up to and including it: from quotes, the bytes of strings with their opening quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once per 64 bytes: JsonCursorBench
    public static ulong PrefixXor(ulong bits) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar()
        : PrefixXorByShifts(bits);

    /// <summary>The same without the carry-less multiplication.</summary>
    public static ulong PrefixXorByShifts(ulong bits)
    {
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }
}
