using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ThreadStore.Items;

namespace ThreadStore.Search;

/// <summary>Finds the next place at which a term may be: its anchor, or an escape of the kind \uXXXX, by which anything may be spelled.</summary>
/// <remarks>Two loads per block, so that the speed is that of the memory: bench/ThreadStore.Benchmarks/SearchBench.cs.</remarks>
internal static class AnchorScan
{
    /// <summary>The first such place in [from, to); -1 when there is none. A byte behind the end counts as none, but satisfies an anchor that takes any.</summary>
    public static int Find(ReadOnlySpan<byte> bytes, int from, int to, in TermAnchor anchor, JsonKernel kernel)
    {
        // The block's second load is one byte further.
        var last = Math.Min(to, bytes.Length - 1);
        if (kernel == JsonKernel.Vector256 && last - from >= Vector256<byte>.Count)
        {
            return FindByBlocks<Vector256<byte>, Blocks256>(bytes, from, to, last, anchor);
        }

        return kernel != JsonKernel.Scalar && last - from >= Vector128<byte>.Count
            ? FindByBlocks<Vector128<byte>, Blocks128>(bytes, from, to, last, anchor)
            : FindByBytes(bytes, from, to, anchor);
    }

    private static int FindByBytes(ReadOnlySpan<byte> bytes, int from, int to, in TermAnchor anchor)
    {
        for (var at = from; at < to; at++)
        {
            var first = bytes[at];
            var second = at + 1 < bytes.Length ? bytes[at + 1] : (byte)0;
            if (((first | anchor.FirstMask) == anchor.First && (second | anchor.SecondMask) == anchor.Second) || (first == '\\' && second == 'u'))
            {
                return at;
            }
        }

        return -1;
    }

    private static int FindByBlocks<TVector, TBlocks>(ReadOnlySpan<byte> bytes, int from, int to, int last, in TermAnchor anchor)
        where TVector : struct
        where TBlocks : IBlocks<TVector>
    {
        var (first, firstMask) = (TBlocks.Fill(anchor.First), TBlocks.Fill(anchor.FirstMask));
        var (second, secondMask) = (TBlocks.Fill(anchor.Second), TBlocks.Fill(anchor.SecondMask));
        var (backslash, letter) = (TBlocks.Fill((byte)'\\'), TBlocks.Fill((byte)'u'));
        ref var start = ref MemoryMarshal.GetReference(bytes);
        var at = from;
        for (; at <= last - TBlocks.Count; at += TBlocks.Count)
        {
            // Within the bytes: at + Count <= last <= Length - 1.
            var left = TBlocks.Load(ref Unsafe.Add(ref start, at));
            var right = TBlocks.Load(ref Unsafe.Add(ref start, at + 1));
            var found = TBlocks.Find(left, right, first, firstMask, second, secondMask, backslash, letter);
            if (found != 0)
            {
                return at + BitOperations.TrailingZeroCount(found);
            }
        }

        return FindByBytes(bytes, at, to, anchor);
    }

    private interface IBlocks<TVector>
    {
        public static abstract int Count { get; }

        public static abstract TVector Fill(byte value);

        public static abstract TVector Load(ref byte from);

        public static abstract uint Find(
            TVector left, TVector right, TVector first, TVector firstMask, TVector second, TVector secondMask, TVector backslash, TVector letter);
    }

    private readonly struct Blocks256 : IBlocks<Vector256<byte>>
    {
        public static int Count => Vector256<byte>.Count;

        public static Vector256<byte> Fill(byte value) => Vector256.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)] // the loop's body: SearchBench
        public static Vector256<byte> Load(ref byte from) => Vector256.LoadUnsafe(ref from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)] // the loop's body: SearchBench
        public static uint Find(
            Vector256<byte> left, Vector256<byte> right, Vector256<byte> first, Vector256<byte> firstMask, Vector256<byte> second, Vector256<byte> secondMask,
            Vector256<byte> backslash, Vector256<byte> letter)
        {
            var anchor = Vector256.Equals(left | firstMask, first) & Vector256.Equals(right | secondMask, second);
            var escape = Vector256.Equals(left, backslash) & Vector256.Equals(right, letter);
            return (anchor | escape).ExtractMostSignificantBits();
        }
    }

    private readonly struct Blocks128 : IBlocks<Vector128<byte>>
    {
        public static int Count => Vector128<byte>.Count;

        public static Vector128<byte> Fill(byte value) => Vector128.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)] // the loop's body: SearchBench
        public static Vector128<byte> Load(ref byte from) => Vector128.LoadUnsafe(ref from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)] // the loop's body: SearchBench
        public static uint Find(
            Vector128<byte> left, Vector128<byte> right, Vector128<byte> first, Vector128<byte> firstMask, Vector128<byte> second, Vector128<byte> secondMask,
            Vector128<byte> backslash, Vector128<byte> letter)
        {
            var anchor = Vector128.Equals(left | firstMask, first) & Vector128.Equals(right | secondMask, second);
            var escape = Vector128.Equals(left, backslash) & Vector128.Equals(right, letter);
            return (anchor | escape).ExtractMostSignificantBits();
        }
    }
}
