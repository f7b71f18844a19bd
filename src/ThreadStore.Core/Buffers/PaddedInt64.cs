using System.Runtime.InteropServices;

namespace ThreadStore.Buffers;

/// <summary>A word that shares its cache line, and the adjacent prefetched one, with nothing else.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal struct PaddedInt64
{
    /// <summary>The word: 128 bytes before it, 56 after.</summary>
    [FieldOffset(128)]
    public long Value;
}
