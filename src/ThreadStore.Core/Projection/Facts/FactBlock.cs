using System;
using System.ComponentModel;

namespace ThreadStore.Projection;

/// <summary>
/// The facts of one projection within a delta: a bit per fact that is there, numbers and times by fact, texts inline up to a fixed room,
/// else as the place of the line that holds them. All of its memory is taken when it is made.
/// </summary>
/// <remarks>Not thread-safe: it belongs to its delta, which has one owner at a time. Filled, merged and bound by emitted code.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class FactBlock
{
    private readonly FactLayout _layout;
    private readonly long[] _numbers;
    private readonly long[] _times;
    private readonly TextPlace[] _places;
    private readonly byte[] _bytes;
    private byte[] _held = [];

    internal FactBlock(FactLayout layout)
    {
        _layout = layout;
        _numbers = new long[layout.FactCount];
        _times = new long[layout.FactCount];
        _places = new TextPlace[layout.TextCount];
        _bytes = new byte[layout.TextBytes];
    }

    /// <summary>The facts that are there, one bit each; a fact that was cleared is there too.</summary>
    public ulong Present { get; private set; }

    internal FactLayout Layout => _layout;

    /// <summary>The facts that were explicitly cleared.</summary>
    internal ulong Cleared { get; private set; }

    /// <summary>The facts of rule First whose value came from a source that replaces.</summary>
    internal ulong Replaced { get; private set; }

    /// <summary>True when there is anything besides facts that every line moves.</summary>
    internal bool HasMoreThanTouches => (Present & ~_layout.Touch) != 0;

    /// <summary>True when a fact is there that an index follows.</summary>
    internal bool HasListed => (Present & _layout.Listed) != 0;

    /// <summary>True when a fact is there that an index follows, and that is set once in a thread's life.</summary>
    internal bool HasListedFirst => (Present & _layout.Listed & _layout.First) != 0;

    /// <summary>True when that fact is there, be it as a clear.</summary>
    internal bool Has(int fact) => (Present & Bit(fact)) != 0;

    internal bool IsCleared(int fact) => (Cleared & Bit(fact)) != 0;

    internal bool IsReplaced(int fact) => (Replaced & Bit(fact)) != 0;

    internal long Number(int fact) => _numbers[fact];

    internal long Time(int fact) => _times[fact];

    internal void Reset()
    {
        Present = 0;
        Cleared = 0;
        Replaced = 0;
        _held = [];
    }

    internal void SetNumber(int fact, long value)
    {
        _numbers[fact] = value;
        SetPresent(fact);
    }

    internal void RaiseNumber(int fact, long value) => SetNumber(fact, Has(fact) ? Math.Max(_numbers[fact], value) : value);

    internal void LowerNumber(int fact, long value) => SetNumber(fact, Has(fact) ? Math.Min(_numbers[fact], value) : value);

    // Wraps, so that the order in which ranges are merged cannot change a sum.
    internal void AddNumber(int fact, long value) => SetNumber(fact, Has(fact) ? unchecked(_numbers[fact] + value) : value);

    internal void SetTime(int fact, long timestampMs) => _times[fact] = timestampMs;

    internal void SetCleared(int fact)
    {
        Present |= Bit(fact);
        Cleared |= Bit(fact);
    }

    internal void SetReplaced(int fact) => Replaced |= Bit(fact);

    private void SetPresent(int fact)
    {
        Present |= Bit(fact);
        Cleared &= ~Bit(fact);
    }

    private static ulong Bit(int fact) => 1UL << fact;
}
