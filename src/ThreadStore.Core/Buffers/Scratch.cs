using System;
using System.Buffers;

namespace ThreadStore.Buffers;

/// <summary>
/// Memory for decoding one text. Each thread keeps two blocks, because the shared pool lets go of its arrays when the collector runs, and
/// an observer must not allocate.
/// </summary>
internal static class Scratch
{
    /// <summary>A text above this is rented from the shared pool: it is rare, and not worth a block for every thread.</summary>
    public const int KeptLength = 64 * 1024;

    // One to decode into, and one for what is captured out of it.
    [ThreadStatic]
    private static byte[]? s_first;

    [ThreadStatic]
    private static byte[]? s_second;

    /// <summary>A block of at least that length; a thread has no more than two out at once.</summary>
    public static byte[] Rent(int length)
    {
        if (length > KeptLength)
        {
            return ArrayPool<byte>.Shared.Rent(length);
        }

        ref var slot = ref s_first is null ? ref s_second : ref s_first;
        var kept = slot;
        slot = null;
        return kept ?? new byte[KeptLength];
    }

    /// <summary>Gives the block back.</summary>
    public static void Return(byte[] block)
    {
        if (block.Length != KeptLength)
        {
            ArrayPool<byte>.Shared.Return(block);
            return;
        }

        ref var slot = ref s_first is null ? ref s_first : ref s_second;
        slot = block;
    }
}
