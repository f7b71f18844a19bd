using System;
using System.ComponentModel;

namespace ThreadStore.Projection;

/// <summary>How much memory the facts of one projection take within a delta, and what is special about each. Made by emitted code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class FactLayout
{
    private readonly int[] _rooms;
    private readonly int[] _starts;

    /// <summary>Describes a projection's facts; bit n of a mask stands for fact n.</summary>
    /// <param name="facts">How many facts there are: 0 to 60.</param>
    /// <param name="first">The facts whose first value stays: once a row or a delta has one, later lines need not be read for it.</param>
    /// <param name="touch">The facts that every line moves: they alone are no reason to wake the projector.</param>
    /// <param name="listed">The facts that lists filter or sort by, so that an index follows them.</param>
    /// <param name="textRooms">The bytes that each text may take within a delta; a longer one travels as the place of its line.</param>
    public FactLayout(int facts, ulong first, ulong touch, ulong listed, params ReadOnlySpan<int> textRooms)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(facts, MaxFacts);
        FactCount = facts;
        First = first;
        Touch = touch;
        Listed = listed;
        _rooms = textRooms.ToArray();
        _starts = new int[_rooms.Length];
        for (var text = 0; text < _rooms.Length; text++)
        {
            _starts[text] = TextBytes;
            TextBytes += _rooms[text];
        }
    }

    /// <summary>The most facts that a projection can have: a delta says by one bit each which it holds.</summary>
    public const int MaxFacts = 60;

    internal int FactCount { get; }

    internal int TextCount => _rooms.Length;

    internal int TextBytes { get; }

    internal ulong First { get; }

    internal ulong Touch { get; }

    internal ulong Listed { get; }

    internal int Room(int text) => _rooms[text];

    internal int Start(int text) => _starts[text];
}
