using System;
using ThreadStore.Items;
using ThreadStore.Sqlite;

namespace ThreadStore.History;

/// <summary>A line as far as it concerns turns and items. What is not asked for is not read.</summary>
internal readonly ref struct TurnLine
{
    private TurnLine(TurnLineKind kind, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> type)
    {
        Kind = kind;
        Payload = payload;
        Type = type;
    }

    /// <summary>What it does.</summary>
    internal TurnLineKind Kind { get; }

    /// <summary>The raw JSON of the payload.</summary>
    internal ReadOnlySpan<byte> Payload { get; }

    /// <summary>The payload's own type.</summary>
    internal ReadOnlySpan<byte> Type { get; }

    /// <summary>The turn that the line names.</summary>
    internal JsonSlice TurnId => JsonField.Of(Payload, "turn_id"u8);

    /// <summary>How many turns are taken back.</summary>
    internal int RolledBackTurns => (int)Math.Clamp(JsonField.Of(Payload, "num_turns"u8).Number() ?? 0, 0, int.MaxValue);

    /// <summary>The item of an item's line.</summary>
    internal JsonSlice Item => JsonField.Of(Payload, "item"u8);

    /// <summary>Says what a line does in a thread of that mode.</summary>
    internal static TurnLine Of(in Line line, HistoryMode mode)
    {
        if (line.Kind != ItemKind.EventMsg)
        {
            return default;
        }

        var type = PayloadType.Find(line.Payload);
        return new TurnLine(KindOf(type, mode), line.Payload, type);
    }

    /// <summary>Stands for an id in maps: 0 for none.</summary>
    internal static ulong Hash(JsonSlice id)
    {
        if (!id.IsString || id.Bytes.IsEmpty)
        {
            return 0;
        }

        return id.IsEscaped ? Hash(id.Text()) : NotZero(Fnv1a64.Hash(id.Bytes));
    }

    /// <inheritdoc cref="Hash(JsonSlice)"/>
    internal static ulong Hash(string? id)
    {
        if (string.IsNullOrEmpty(id))
        {
            return 0;
        }

        return NotZero(Fnv1a64.Hash(System.Text.Encoding.UTF8.GetBytes(id)));
    }

    private static ulong NotZero(ulong hash) => hash == 0 ? 1 : hash;

    private static TurnLineKind KindOf(ReadOnlySpan<byte> type, HistoryMode mode)
    {
        if (type.SequenceEqual("task_started"u8) || type.SequenceEqual("turn_started"u8))
        {
            return TurnLineKind.Started;
        }

        if (type.SequenceEqual("task_complete"u8) || type.SequenceEqual("turn_complete"u8))
        {
            return TurnLineKind.Completed;
        }

        if (type.SequenceEqual("turn_aborted"u8))
        {
            return TurnLineKind.Aborted;
        }

        if (type.SequenceEqual("item_completed"u8))
        {
            return TurnLineKind.Item;
        }

        if (mode == HistoryMode.Paginated)
        {
            return TurnLineKind.None;
        }

        return type.SequenceEqual("thread_rolled_back"u8) ? TurnLineKind.RolledBack
            : LegacyItems.FormOf(type) != LegacyItemForm.None ? TurnLineKind.Legacy : TurnLineKind.None;
    }
}
