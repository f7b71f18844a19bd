using System;
using System.Buffers;

namespace ThreadStore.Buffers;

/// <summary>The block of the calling thread in which one append call's lines are laid out before their one write.</summary>
/// <remarks>
/// Starts at 64 KiB; larger ones come from the shared pool and go back as soon as the thread takes the scratch again or trims it, so no thread keeps more
/// than 1 MiB for long. There is one per thread: what lies in it is gone when the same thread takes it for another log.
/// </remarks>
internal static class ThreadScratch
{
    private const int FirstBytes = 64 * 1024;
    private const int MaxKeptBytes = 1024 * 1024;

#pragma warning disable IDE1006 // t_: the prefix of thread-static fields, which the naming rules cannot tell from other static ones
    [ThreadStatic]
    private static byte[]? t_block;
#pragma warning restore IDE1006

    /// <summary>The thread's block, holding at least so many bytes; what was in it is lost.</summary>
    internal static byte[] Take(int bytes)
    {
        Trim();
        var block = t_block ??= GC.AllocateUninitializedArray<byte>(FirstBytes);
        return bytes <= block.Length ? block : Grow(0, bytes);
    }

    /// <summary>A larger block of the thread that begins with the first <paramref name="used"/> bytes of the one before.</summary>
    internal static byte[] Grow(int used, int bytes)
    {
        var old = t_block!;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes, (int)Math.Min(2L * old.Length, Array.MaxLength)));
        old.AsSpan(0, used).CopyTo(larger);
        Drop(old);
        t_block = larger;
        return larger;
    }

    /// <summary>Gives a block back that an unusually large call has left.</summary>
    internal static void Trim()
    {
        if (t_block is { Length: > MaxKeptBytes } large)
        {
            t_block = null;
            Drop(large);
        }
    }

    private static void Drop(byte[] block)
    {
        // The first block is not the pool's.
        if (block.Length > FirstBytes)
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
