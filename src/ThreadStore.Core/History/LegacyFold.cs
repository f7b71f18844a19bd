using System;
using System.Collections.Generic;
using ThreadStore.Items;

namespace ThreadStore.History;

/// <summary>Goes through the lines of a legacy thread in their order and says of each what it does to turns and items.</summary>
/// <remarks>
/// Legacy lines do not say which turn they belong to: a turn runs from the line that begins it to the one that ends it. Where no event begins one, the first
/// item does, and a message of the user begins the next.
/// </remarks>
internal sealed class LegacyFold
{
    private readonly Func<ulong, bool> _isKnown;
    private readonly HashSet<ulong> _calls = [];    // of the turn that began last

    private bool _isOpen;
    private bool _isExplicit;
    private bool _isReasoning;      // the last item of the turn
    private ulong _turn;

    /// <summary>Starts before a line that begins a turn, or before the first line.</summary>
    /// <param name="items">The items before it.</param>
    /// <param name="next">The number of the next item without an id of its own.</param>
    /// <param name="isKnown">True for a turn that began before it.</param>
    internal LegacyFold(int items, int next, Func<ulong, bool> isKnown)
    {
        Items = items;
        Next = next;
        _isKnown = isKnown;
    }

    /// <summary>The items so far.</summary>
    internal int Items { get; private set; }

    /// <summary>The number of the next item without an id of its own.</summary>
    internal int Next { get; private set; }

    /// <summary>The id of a turn that no event began.</summary>
    internal static string ImplicitId(long lineNumber) => $"rollout-{lineNumber}";

    /// <summary>Takes the next line.</summary>
    internal LegacyStep Step(in TurnLine line, long lineNumber)
    {
        switch (line.Kind)
        {
            case TurnLineKind.Started:
                Begin(TurnLine.Hash(line.TurnId), isExplicit: true);
                return new LegacyStep(LegacyEffect.None, Begins: true);
            case TurnLineKind.Completed or TurnLineKind.Aborted:
                return End(line);
            case TurnLineKind.RolledBack:
                _isOpen = false;
                return new LegacyStep(LegacyEffect.RollsBack);
            case TurnLineKind.Item:
                return IsPlan(line.Item) ? Put(line, TurnLine.Hash(JsonField.Of(line.Item.Raw(), "id"u8)), isNamed: true, lineNumber) : default;
            case TurnLineKind.Legacy:
                return Event(line, lineNumber);
            default:
                return default;
        }
    }

    /// <summary>After turns were taken back: the items that are left, whose count also gives the next number.</summary>
    internal void RollBackTo(int items)
    {
        Items = items;
        Next = items + 1;
        _turn = 0;
    }

    private static bool IsPlan(JsonSlice item)
    {
        var text = JsonField.Of(item.Raw(), "text"u8);
        return JsonField.Of(item.Raw(), "type"u8).Is("Plan"u8) && text.IsString && !text.Bytes.IsEmpty;
    }

    private LegacyStep Event(in TurnLine line, long lineNumber)
    {
        switch (LegacyItems.FormOf(line.Type))
        {
            case LegacyItemForm.UserMessage when !JsonField.Of(line.Payload, "message"u8).IsString:
                return default;
            case LegacyItemForm.UserMessage:
                _isOpen &= _isExplicit;
                return Add(isReasoning: false, lineNumber);
            case LegacyItemForm.AgentMessage:
                return IsEmpty(line, "message"u8) ? default : Add(isReasoning: false, lineNumber);
            case LegacyItemForm.Reasoning when IsEmpty(line, "text"u8):
                return default;
            case LegacyItemForm.Reasoning:
                return _isOpen && _isReasoning ? new LegacyStep(LegacyEffect.ExtendsItem) : Add(isReasoning: true, lineNumber);
            case LegacyItemForm.Marker:
                return Add(isReasoning: false, lineNumber);
            case LegacyItemForm.CallOfNamedTurn:
                return Put(line, TurnLine.Hash(JsonField.Of(line.Payload, "call_id"u8)), isNamed: true, lineNumber);
            default:
                return Put(line, TurnLine.Hash(JsonField.Of(line.Payload, "call_id"u8)), isNamed: false, lineNumber);
        }
    }

    private static bool IsEmpty(in TurnLine line, ReadOnlySpan<byte> field)
    {
        var text = JsonField.Of(line.Payload, field);
        return !text.IsString || text.Bytes.IsEmpty;
    }

    private LegacyStep Add(bool isReasoning, long lineNumber)
    {
        var begins = Ensure(lineNumber);
        _isReasoning = isReasoning;
        Items++;
        return new LegacyStep(LegacyEffect.AddsItem, begins, Next++);
    }

    private LegacyStep Put(in TurnLine line, ulong call, bool isNamed, long lineNumber)
    {
        if (call == 0)
        {
            return default;
        }

        var begins = false;
        var turn = isNamed ? TurnLine.Hash(line.TurnId) : 0;
        if (turn == 0)
        {
            begins = Ensure(lineNumber);
        }
        else if (turn != _turn)
        {
            return _isKnown(turn) ? new LegacyStep(LegacyEffect.IsLate, Turn: turn) : default;
        }

        if (_calls.Add(call))
        {
            _isReasoning = false;
            Items++;
        }

        return new LegacyStep(LegacyEffect.PutsItem, begins);
    }

    private LegacyStep End(in TurnLine line)
    {
        var turn = TurnLine.Hash(line.TurnId);
        if (turn != 0 && turn != _turn && _isKnown(turn))
        {
            return new LegacyStep(LegacyEffect.IsLate, Turn: turn);
        }

        // An end that names no turn, or one that nobody began, is that of the turn that is running.
        var isOwn = _isOpen || (turn != 0 && turn == _turn);
        _isOpen = false;
        return isOwn ? new LegacyStep(LegacyEffect.EndsTurn) : default;
    }

    private bool Ensure(long lineNumber)
    {
        if (_isOpen)
        {
            return false;
        }

        Begin(TurnLine.Hash(ImplicitId(lineNumber)), isExplicit: false);
        return true;
    }

    private void Begin(ulong turn, bool isExplicit)
    {
        _turn = turn;
        _isOpen = true;
        _isExplicit = isExplicit;
        _isReasoning = false;
        _calls.Clear();
    }
}
