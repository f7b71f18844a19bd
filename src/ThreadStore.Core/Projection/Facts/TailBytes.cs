using System.Runtime.CompilerServices;

namespace ThreadStore.Projection;

/// <summary>The last bytes before a delta's end, kept to be hashed by the projector rather than by the appender.</summary>
[InlineArray(Length)]
internal struct TailBytes
{
    /// <summary>How many bytes before an offset identify it.</summary>
    public const int Length = 64;

    private byte _first;
}
