using System;
using ThreadStore.Items;

namespace ThreadStore.Compare.Append;

/// <summary>The line that we write of a payload, for whoever else is to write the same bytes.</summary>
internal static class RolloutLine
{
    // An ordinal of as many digits as most of a run have.
    private const int Ordinal = 10_000;

    /// <summary>Puts the line together, with the time as it is.</summary>
    internal static byte[] Of(byte[] payload)
    {
        var line = new byte[payload.Length + LineWriter.MaxEnvelope];
        return line[..Write(line, payload)];
    }

    /// <summary>Puts the line into a buffer that is longer by <see cref="LineWriter.MaxEnvelope"/>; gives its length.</summary>
    internal static int Write(Span<byte> line, byte[] payload) =>
        LineWriter.Write(line, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Ordinal, ItemType.EventMsg, payload, default);
}
