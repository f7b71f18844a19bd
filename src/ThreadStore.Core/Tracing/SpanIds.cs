using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ThreadStore.Tracing;

/// <summary>One thread's ids for spans that no activity names: a xorshift generator of 128 bits, seeded from the OS. Unique, not secret.</summary>
internal struct SpanIds
{
    private ulong _first;
    private ulong _second;

    /// <summary>A generator with a seed of its own.</summary>
    internal static SpanIds Seeded()
    {
        var ids = default(SpanIds);
        var seed = MemoryMarshal.CreateSpan(ref ids._first, 1);
        var rest = MemoryMarshal.CreateSpan(ref ids._second, 1);

        // The one state that the generator never leaves.
        while ((ids._first | ids._second) == 0)
        {
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(seed));
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(rest));
        }

        return ids;
    }

    /// <summary>The next id, never 0.</summary>
    internal ulong Next()
    {
        ulong id;
        do
        {
            var mixed = _first;
            var kept = _second;
            _first = kept;
            mixed ^= mixed << 23;
            _second = mixed ^ kept ^ (mixed >> 17) ^ (kept >> 26);
            id = unchecked(_second + kept);
        }
        while (id == 0);

        return id;
    }
}
