using System.Collections.Generic;

namespace ThreadStore.History;

/// <summary>Takes items in the order of the log and keeps those that a page wants.</summary>
internal sealed class ItemWindow
{
    private readonly int _room;
    private readonly bool _keepsLast;
    private readonly long _from;
    private readonly long _to;
    private readonly bool _isSummary;
    private readonly LinkedList<ThreadItem> _items = [];

    private ItemWindow(int room, bool keepsLast, long from, long to, bool isSummary)
    {
        _room = room;
        _keepsLast = keepsLast;
        _from = from;
        _to = to;
        _isSummary = isSummary;
    }

    /// <summary>What is kept, in the order of the log.</summary>
    internal IReadOnlyCollection<ThreadItem> Items => _items;

    /// <summary>Keeps what a turn shows in that view.</summary>
    internal static ItemWindow Of(TurnItems view) => new(view == TurnItems.None ? 0 : int.MaxValue, keepsLast: false, 0, long.MaxValue, view == TurnItems.Summary);

    /// <summary>Keeps the first items whose lines start at an offset or behind it.</summary>
    internal static ItemWindow First(int room, long from) => new(room, keepsLast: false, from, long.MaxValue, isSummary: false);

    /// <summary>Keeps the last items whose lines start before an offset.</summary>
    internal static ItemWindow Last(int room, long to) => new(room, keepsLast: true, 0, to, isSummary: false);

    /// <summary>Takes the next item.</summary>
    internal void Add(ThreadItem item)
    {
        if (_isSummary)
        {
            AddToSummary(item);
            return;
        }

        if (item.Offset < _from || item.Offset >= _to || (!_keepsLast && _items.Count == _room))
        {
            return;
        }

        _items.AddLast(item);
        if (_items.Count > _room)
        {
            _items.RemoveFirst();
        }
    }

    /// <summary>Takes the newer form of an item; if that is not kept, nothing happens.</summary>
    internal void Replace(ShownItem item)
    {
        for (var node = _items.Last; node is not null; node = node.Previous)
        {
            if (node.Value.Id == item.Id)
            {
                node.Value = node.Value with { Type = item.Type, Json = item.Json };
                return;
            }
        }
    }

    // The first message of the user, and the last one of the agent.
    private void AddToSummary(ThreadItem item)
    {
        var isUser = item.Type == "userMessage";
        if (!isUser && item.Type != "agentMessage")
        {
            return;
        }

        for (var node = _items.First; node is not null; node = node.Next)
        {
            if (node.Value.Type == item.Type)
            {
                if (isUser)
                {
                    return;
                }

                _items.Remove(node);
                break;
            }
        }

        _items.AddLast(item);
    }
}
