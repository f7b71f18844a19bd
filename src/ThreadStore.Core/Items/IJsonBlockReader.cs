using System;

namespace ThreadStore.Items;

/// <summary>Reads 64 bytes into masks: what the vector variants of the skipper differ in.</summary>
internal interface IJsonBlockReader
{
    /// <summary>The number of bytes in a block.</summary>
    public const int BlockBytes = 64;

    /// <summary>All masks of the first 64 bytes.</summary>
    public static abstract JsonBlock Read(ReadOnlySpan<byte> bytes);

    /// <summary>The bytes among the first 64 at which a scan of a string stops: quotes, backslashes, bytes below 0x20.</summary>
    public static abstract ulong ReadStops(ReadOnlySpan<byte> bytes);
}
