using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.History;

/// <summary>Reads a log forward and notes where turns, late lines and marks stand.</summary>
/// <remarks>Of the items nothing is held but the ids of one turn, and of those no more than <see cref="MaxIds"/>.</remarks>
internal sealed class OffsetMapBuilder
{
    /// <summary>A mark stands in a long turn about every so many bytes.</summary>
    internal const int MarkBytes = 1 << 20;

    // With more items than that in a turn, it is taken for one with repeats: right, and slower to read.
    private const int MaxIds = 1 << 18;

    private readonly OffsetMap _map;
    private readonly HashSet<ulong> _turns = [];
    private readonly HashSet<ulong> _items = [];
    private readonly LegacyFold? _legacy;

    private readonly bool _isPartial;

    private int _currentIndex = -1;     // of the entry of the turn whose lines are being read
    private long _lastPlace;
    private Guid _first;

    /// <summary>Goes on where the map ends.</summary>
    /// <param name="map">The map.</param>
    /// <param name="isPartial">It does not start at the log's beginning.</param>
    internal OffsetMapBuilder(OffsetMap map, bool isPartial = false)
    {
        _map = map;
        _isPartial = isPartial;
        if (map.Mode == HistoryMode.Legacy)
        {
            _legacy = Rewind();
            return;
        }

        for (var i = 0; i < map.Entries.Count; i++)
        {
            var entry = map.Entries[i];
            if (entry.Kind == OffsetEntryKind.Turn)
            {
                _turns.Add(entry.Turn);
                _currentIndex = entry.Turn == map.Current ? i : _currentIndex;
            }

            _lastPlace = entry.Offset;
        }

        // The ids that its lines had so far are not known.
        MarkRepeats();
    }

    /// <summary>True when a line may belong to a turn that began before the map does.</summary>
    internal bool HasUnknownTurns { get; private set; }

    /// <summary>Reads up to an offset.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal void Read(ILogFile file, long end)
    {
        using var reader = new RolloutReader(file, _map.Covered, end, RolloutReader.MaxChunkBytes);
        LineStatus status;
        while ((status = reader.Read(out var line)) != LineStatus.End)
        {
            if (status == LineStatus.Line)
            {
                Note(line);
            }
        }

        _map.Covered = reader.Consumed;
    }

    private void Note(in Line line)
    {
        if (line.Offset - _lastPlace >= MarkBytes)
        {
            Add(line, OffsetEntryKind.Mark, _map.Current);
        }

        if (_legacy is null)
        {
            NotePaginated(line, TurnLine.Of(line, HistoryMode.Paginated));
            _map.Number = Math.Max(_map.Number, line.Ordinal);
        }
        else
        {
            NoteLegacy(_legacy, line, TurnLine.Of(line, HistoryMode.Legacy));
            _map.Number++;
        }
    }

    private void NotePaginated(in Line line, in TurnLine turnLine)
    {
        if (turnLine.Kind == TurnLineKind.None)
        {
            return;
        }

        var turn = TurnLine.Hash(turnLine.TurnId);
        if (turnLine.Kind == TurnLineKind.Item)
        {
            NoteItem(line, turnLine, turn);
        }
        else if (turn != 0 && _turns.Add(turn))
        {
            var isOrphan = turnLine.Kind != TurnLineKind.Started;
            HasUnknownTurns |= isOrphan || (_isPartial && MayHaveBegunBefore(turnLine.TurnId));
            Add(line, OffsetEntryKind.Turn, turn, isOrphan ? OffsetEntryFlags.IsOrphan : OffsetEntryFlags.None);
            if (!isOrphan)
            {
                _map.Current = turn;
                _currentIndex = _map.Entries.Count - 1;
                _items.Clear();
            }
        }
        else if (turn != 0 && turn != _map.Current)
        {
            Add(line, OffsetEntryKind.Late, turn);
        }
    }

    // The ids of turns are of version 7, the newer the greater: one that is not greater than the first one here may be that of a turn that goes on.
    private bool MayHaveBegunBefore(JsonSlice id)
    {
        if (!ThreadId.TryParse(id.Bytes, out var turn) || turn.Value.Version != 7)
        {
            return true;
        }

        _first = _first == default ? turn.Value : _first;
        return turn.Value.CompareTo(_first) < 0;
    }

    private void NoteItem(in Line line, in TurnLine turnLine, ulong turn)
    {
        if (turn == 0)
        {
            return;
        }

        if (turn != _map.Current)
        {
            HasUnknownTurns |= !_turns.Contains(turn);
            Add(line, OffsetEntryKind.Late, turn);
        }
        else if (!IsMarked && (_items.Count == MaxIds || !_items.Add(TurnLine.Hash(JsonField.Of(turnLine.Item.Raw(), "id"u8)))))
        {
            MarkRepeats();
        }
    }

    private void NoteLegacy(LegacyFold legacy, in Line line, in TurnLine turnLine)
    {
        var items = legacy.Items;
        var next = legacy.Next;
        var step = legacy.Step(turnLine, _map.Number);
        if (step.Begins)
        {
            var id = turnLine.Kind == TurnLineKind.Started ? TurnLine.Hash(turnLine.TurnId) : TurnLine.Hash(LegacyFold.ImplicitId(_map.Number));
            _turns.Add(id);
            _map.Current = id;
            Add(line, OffsetEntryKind.Turn, id);
            ref var entry = ref CollectionsMarshal.AsSpan(_map.Entries)[^1];
            entry.Items = items;
            entry.Next = next;
        }

        if (step.Effect == LegacyEffect.IsLate)
        {
            Add(line, OffsetEntryKind.Late, step.Turn);
        }
        else if (step.Effect == LegacyEffect.RollsBack)
        {
            RollBack(legacy, line, turnLine.RolledBackTurns);
        }
    }

    private void RollBack(LegacyFold legacy, in Line line, int turns)
    {
        var live = _map.LiveTurns(line.Offset);
        Add(line, OffsetEntryKind.RollBack, (ulong)turns);
        if (turns > 0 && live.Count > 0)
        {
            legacy.RollBackTo(_map.Entries[live[Math.Max(0, live.Count - turns)]].Items);
        }
    }

    private void Add(in Line line, OffsetEntryKind kind, ulong turn, OffsetEntryFlags flags = OffsetEntryFlags.None)
    {
        _map.Entries.Add(new OffsetEntry { Offset = line.Offset, Turn = turn, Number = _map.Number, Kind = kind, Flags = flags });
        _lastPlace = line.Offset;
    }

    private bool IsMarked => _currentIndex >= 0 && _map.Entries[_currentIndex].HasRepeats;

    private void MarkRepeats()
    {
        if (_currentIndex >= 0)
        {
            CollectionsMarshal.AsSpan(_map.Entries)[_currentIndex].Flags |= OffsetEntryFlags.HasRepeats;
        }
    }

    // A legacy line means something only after those of its turn: goes back to where the last one began.
    private LegacyFold Rewind()
    {
        var last = _map.Entries.FindLastIndex(static entry => entry.Kind == OffsetEntryKind.Turn);
        var (items, next) = (0, 1);
        if (last >= 0 && _map.Entries.FindIndex(last, static entry => entry.Kind == OffsetEntryKind.RollBack) < 0)
        {
            var entry = _map.Entries[last];
            (items, next) = (entry.Items, entry.Next);
            _map.Covered = entry.Offset;
            _map.Number = entry.Number;
            _map.Entries.RemoveRange(last, _map.Entries.Count - last);
        }
        else
        {
            _map.Entries.Clear();
            _map.Covered = 0;
            _map.Number = 0;
        }

        foreach (var entry in _map.Entries)
        {
            if (entry.Kind == OffsetEntryKind.Turn)
            {
                _turns.Add(entry.Turn);
            }

            _lastPlace = entry.Offset;
        }

        return new LegacyFold(items, next, _turns.Contains);
    }
}
