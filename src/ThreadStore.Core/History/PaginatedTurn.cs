using System;
using System.Collections.Generic;

namespace ThreadStore.History;

/// <summary>Reads one turn of a paginated log: its facts, and of its items what the view shows.</summary>
internal sealed class PaginatedTurn
{
    private readonly LogChain _chain;
    private readonly ulong _turn;
    private readonly TurnItems _view;
    private readonly Dictionary<string, Shown> _items = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> _passed = [];   // messages that a summary does not show

    private TurnFacts? _facts;
    private Shown? _user;
    private Shown? _final;      // the newest final answer
    private Shown? _unphased;   // the newest message that says of itself neither that it is final nor that it is not

    private PaginatedTurn(LogChain chain, ulong turn, TurnItems view)
    {
        _chain = chain;
        _turn = turn;
        _view = view;
    }

    /// <summary>Reads the turn from its lines.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static ThreadTurn? Read(LogChain chain, IReadOnlyList<LineRange> ranges, ulong turn, TurnItems view, bool isRunning)
    {
        var reader = new PaginatedTurn(chain, turn, view);
        using var walk = new LineWalk(chain, ranges);
        while (walk.Read(out var line, out var place))
        {
            reader.Take(line, place);
        }

        return reader._facts?.ToTurn(isRunning, reader.Items());
    }

    private void Take(in Items.Line line, LinePlace place)
    {
        var turnLine = TurnLine.Of(line, HistoryMode.Paginated);
        if (turnLine.Kind == TurnLineKind.None || turnLine.TurnId is var id && TurnLine.Hash(id) != _turn)
        {
            return;
        }

        if (turnLine.Kind == TurnLineKind.Item)
        {
            if (_view != TurnItems.None)
            {
                TakeItem(line, turnLine, place, id.Text()!);
            }

            return;
        }

        _facts ??= new TurnFacts(id.Text()!);
        if (turnLine.Kind == TurnLineKind.Started)
        {
            _facts.Start(turnLine);
        }
        else
        {
            _facts.End(turnLine);
        }
    }

    private void TakeItem(in Items.Line line, in TurnLine turnLine, LinePlace place, string turnId)
    {
        var json = turnLine.Item.Raw();
        var id = JsonField.Of(json, "id"u8).Text() ?? "";
        if (!_items.TryGetValue(id, out var known) && _view == TurnItems.Summary && !IsCandidate(json, id))
        {
            return;
        }

        if (ItemJson.Of(json, known?.Times ?? turnLine.Payload) is not { } shown)
        {
            return;
        }

        if (known is not null)
        {
            known.Item = known.Item with { Type = shown.Type, Json = shown.Json };
            return;
        }

        var item = new Shown(place, ItemLine.ToItem(shown, turnId, _chain.Segments[place.Segment].Log, line), TimesOf(turnLine.Payload));
        _items.Add(id, item);
        if (_view == TurnItems.Summary)
        {
            Choose(item, shown);
        }
    }

    // What comes after the end does not change the summary, and a newer form of what was not chosen does not make it newer.
    private bool IsCandidate(ReadOnlySpan<byte> item, string id)
    {
        var type = JsonField.Of(item, "type"u8);
        return _facts is not { HasEnded: true } && (type.Is("UserMessage"u8) || type.Is("AgentMessage"u8)) && !_passed.Contains(TurnLine.Hash(id));
    }

    private void Choose(Shown item, ShownItem shown)
    {
        if (shown.Type == "userMessage" && _user is null)
        {
            _user = item;
        }
        else if (shown.Type == "agentMessage" && shown.Phase == MessagePhase.FinalAnswer)
        {
            Pass(_final);
            _final = item;
        }
        else if (shown.Type == "agentMessage" && shown.Phase == MessagePhase.None)
        {
            Pass(_unphased);
            _unphased = item;
        }
        else
        {
            Pass(item);
        }
    }

    private void Pass(Shown? item)
    {
        if (item is not null)
        {
            _items.Remove(item.Item.Id);
            _passed.Add(TurnLine.Hash(item.Item.Id));
        }
    }

    private List<ThreadItem> Items()
    {
        var shown = new List<Shown>();
        if (_view == TurnItems.Full)
        {
            shown.AddRange(_items.Values);
        }
        else if (_view == TurnItems.Summary)
        {
            Add(shown, _user);
            // An answer that calls itself final is final at once; of the others the end makes the newest one final.
            Add(shown, _final ?? (_facts is { HasEnded: true } ? _unphased : null));
        }

        shown.Sort(static (left, right) => left.Place.CompareTo(right.Place));
        return shown.ConvertAll(static item => item.Item);
    }

    private static void Add(List<Shown> items, Shown? item)
    {
        if (item is not null)
        {
            items.Add(item);
        }
    }

    /// <summary>The two times of a line, as a payload of their own.</summary>
    internal static byte[] TimesOf(ReadOnlySpan<byte> payload)
    {
        var started = JsonField.Of(payload, "started_at_ms"u8).Raw();
        var completed = JsonField.Of(payload, "completed_at_ms"u8).Raw();
        return [.. "{\"started_at_ms\":"u8, .. started.IsEmpty ? "null"u8 : started, .. ",\"completed_at_ms\":"u8, .. completed.IsEmpty ? "null"u8 : completed, (byte)'}'];
    }

    private sealed class Shown(LinePlace place, ThreadItem item, byte[] times)
    {
        public LinePlace Place { get; } = place;

        public ThreadItem Item { get; set; } = item;

        public byte[] Times { get; } = times;
    }
}
