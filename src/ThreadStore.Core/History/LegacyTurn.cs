using System;
using System.Collections.Generic;

namespace ThreadStore.History;

/// <summary>Reads one turn of a legacy log: its facts, and of its items those that are wanted.</summary>
/// <remarks>Of the items that are not wanted nothing is held but the hashes of calls' ids.</remarks>
internal sealed class LegacyTurn
{
    private readonly LegacyFold _fold;
    private readonly ThreadId _log;
    private readonly ItemWindow _window;
    private readonly HashSet<ulong> _calls = [];
    private readonly List<byte> _summary = [];      // the pieces of the reasoning that may still go on
    private readonly List<byte> _content = [];

    private TurnFacts? _facts;
    private long _lineNumber;
    private int _reasoningNumber;
    private string? _reasoningId;

    private bool _isLate;       // the line that is being read is another turn's

    private LegacyTurn(ThreadId log, OffsetEntry entry, ItemWindow window)
    {
        // Who reads one turn does not know the others; the map does.
        _fold = new LegacyFold(entry.Items, entry.Next, _ => _isLate);
        _log = log;
        _window = window;
        _lineNumber = entry.Number;
    }

    /// <summary>Reads the turn from its own lines and from those that came late.</summary>
    /// <param name="chain">The one log.</param>
    /// <param name="map">Where its turns stand.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="window">Takes its items.</param>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static TurnFacts Read(LogChain chain, HistoryMap map, TurnPlace turn, ItemWindow window)
    {
        var entry = map[turn];
        var reader = new LegacyTurn(chain.Own.Log, entry, window);
        var late = map.LateLines(entry.Turn, out var others);
        using (var walk = new LineWalk(chain, [map.BlockOf(turn)]))
        {
            while (walk.Read(out var line, out _))
            {
                reader._isLate = others.Contains(line.Offset);
                reader.Take(line);
            }
        }

        // Of two turns of one id the first is meant.
        using (var walk = new LineWalk(chain, map.Find(entry.Turn) == turn ? late : []))
        {
            while (walk.Read(out var line, out _))
            {
                reader.TakeLate(TurnLine.Of(line, HistoryMode.Legacy));
            }
        }

        return reader._facts!;
    }

    private void Take(in Items.Line line)
    {
        var turnLine = TurnLine.Of(line, HistoryMode.Legacy);
        var step = _fold.Step(turnLine, _lineNumber);
        if (step.Begins)
        {
            Begin(turnLine);
        }

        switch (step.Effect)
        {
            case LegacyEffect.AddsItem when LegacyItems.FormOf(turnLine.Type) == LegacyItemForm.Reasoning:
                _summary.Clear();
                _content.Clear();
                _reasoningNumber = step.Number;
                _reasoningId = null;
                AddReasoning(line, turnLine);
                break;
            case LegacyEffect.ExtendsItem:
                AddReasoning(line, turnLine);
                break;
            case LegacyEffect.AddsItem:
                Add(line, ItemJson.OfLegacy(turnLine, step.Number));
                break;
            case LegacyEffect.PutsItem:
                Put(line, turnLine);
                break;
            case LegacyEffect.EndsTurn:
                _facts?.EndLegacy(turnLine);
                break;
        }

        _lineNumber++;
    }

    // What came late ends the turn anew, or is the newer form of an item. A new item would stand behind those of later turns: it is none.
    private void TakeLate(in TurnLine turnLine)
    {
        if (turnLine.Kind is TurnLineKind.Completed or TurnLineKind.Aborted)
        {
            _facts?.EndLegacy(turnLine);
        }
        else if (ItemJson.OfLegacy(turnLine, 0) is { } shown)
        {
            _window.Replace(shown);
        }
    }

    private void Begin(in TurnLine line)
    {
        if (line.Kind == TurnLineKind.Started)
        {
            _facts = new TurnFacts(line.TurnId.Text() ?? "");
            _facts.Start(line);
        }
        else
        {
            _facts = new TurnFacts(LegacyFold.ImplicitId(_lineNumber));
            _facts.EndImplicit();
        }
    }

    private void Put(in Items.Line line, in TurnLine turnLine)
    {
        if (ItemJson.OfLegacy(turnLine, 0) is not { } shown)
        {
            return;
        }

        if (_calls.Add(TurnLine.Hash(shown.Id)))
        {
            Add(line, shown);
        }
        else
        {
            _window.Replace(shown);
        }
    }

    private void AddReasoning(in Items.Line line, in TurnLine turnLine)
    {
        var pieces = turnLine.Type.SequenceEqual("agent_reasoning"u8) ? _summary : _content;
        if (pieces.Count > 0)
        {
            pieces.Add((byte)',');
        }

        pieces.AddRange(JsonField.Of(turnLine.Payload, "text"u8).Raw());
        if (ItemJson.OfReasoning([.. _summary], [.. _content], _reasoningNumber) is not { } shown)
        {
            return;
        }

        if (_reasoningId is null)
        {
            _reasoningId = shown.Id;
            Add(line, shown);
        }
        else
        {
            _window.Replace(shown);
        }
    }

    private void Add(in Items.Line line, ShownItem? shown)
    {
        if (shown is not null && _facts is not null)
        {
            _window.Add(ItemLine.ToItem(shown, _facts.Id, _log, line));
        }
    }
}
