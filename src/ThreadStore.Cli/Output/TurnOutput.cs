using System;
using System.Collections.Generic;
using System.Threading;
using ThreadStore.History;

namespace ThreadStore.Cli.Output;

/// <summary>Turns and items, oldest first, a page at a time, as JSON objects or for people; nothing at all when neither is asked for.</summary>
internal static class TurnOutput
{
    private const int TypeWidth = 20;

    internal static void WriteJson(LocalThreadStore store, ThreadId id, ShownParts parts, JsonLines lines, ToolOutput io, CancellationToken cancellationToken)
    {
        foreach (var turn in Turns(store, id, parts, io, cancellationToken))
        {
            WriteJson(turn, lines);
        }

        foreach (var item in Items(store, id, parts, io, cancellationToken))
        {
            var json = lines.Begin();
            json.WriteString("turn_id"u8, item.TurnId);
            json.WriteString("timestamp"u8, TimeText.Millisecond(item.Timestamp));
            json.WriteString("log"u8, item.Log.ToString());
            json.WriteNumber("offset"u8, item.Offset);
            json.WritePropertyName("item"u8);
            json.WriteRawValue(item.Json.Span, skipInputValidation: true);
            lines.End();
        }
    }

    internal static void WriteText(LocalThreadStore store, ThreadId id, ShownParts parts, ToolOutput io, CancellationToken cancellationToken)
    {
        foreach (var turn in Turns(store, id, parts, io, cancellationToken))
        {
            io.Text.WriteLine();
            var time = turn.Duration is { } duration ? $", {duration.TotalSeconds:N1} s" : "";
            io.Text.WriteLine($"{TimeText.Minute(turn.StartedAt)} {CleanText.OneLine(turn.Id)} {NameOf(turn.Status)}{time}");
            foreach (var item in turn.Items)
            {
                WriteText(item, io);
            }
        }

        if (parts == ShownParts.Items)
        {
            io.Text.WriteLine();
        }

        foreach (var item in Items(store, id, parts, io, cancellationToken))
        {
            WriteText(item, io);
        }

        io.Text.Flush();
    }

    private static void WriteText(ThreadItem item, ToolOutput io)
    {
        var head = $"  {item.Timestamp?.UtcDateTime.ToString("HH:mm:ss.fff") ?? "-",-12} {CleanText.OneLine(item.Type).PadRight(TypeWidth)} ";
        io.Text.WriteLine($"{head}{CleanText.Cut(PayloadSummary.Of(item.Json.Span).Text, Math.Max(20, io.Width - head.Length))}");
    }

    private static void WriteJson(ThreadTurn turn, JsonLines lines)
    {
        var json = lines.Begin();
        json.WriteString("id"u8, turn.Id);
        json.WriteString("status"u8, NameOf(turn.Status));
        json.WriteString("started_at"u8, TimeText.Millisecond(turn.StartedAt));
        json.WriteString("completed_at"u8, TimeText.Millisecond(turn.CompletedAt));
        json.WritePropertyName("error"u8);
        json.WriteRawValue(turn.Error ?? "null", skipInputValidation: true);
        json.WriteStartArray("items"u8);
        foreach (var item in turn.Items)
        {
            json.WriteRawValue(item.Json.Span, skipInputValidation: true);
        }

        json.WriteEndArray();
        lines.End();
    }

    private static IEnumerable<ThreadTurn> Turns(LocalThreadStore store, ThreadId id, ShownParts parts, ToolOutput io, CancellationToken cancellationToken)
    {
        if (parts is not (ShownParts.Turns or ShownParts.FullTurns))
        {
            return [];
        }

        var query = new TurnListQuery { Thread = id, Ascending = true, Items = parts is ShownParts.FullTurns ? TurnItems.Full : TurnItems.Summary };
        return Pages(cursor => Page(store.ListTurns(query with { Cursor = cursor })), io, cancellationToken);

        static (IReadOnlyList<ThreadTurn>, string?, HistoryGap?) Page(TurnPage page) => (page.Turns, page.NextCursor, page.Gap);
    }

    private static IEnumerable<ThreadItem> Items(LocalThreadStore store, ThreadId id, ShownParts parts, ToolOutput io, CancellationToken cancellationToken)
    {
        if (parts is not ShownParts.Items)
        {
            return [];
        }

        var query = new ItemListQuery { Thread = id };
        return Pages(cursor => Page(store.ListItems(query with { Cursor = cursor })), io, cancellationToken);

        static (IReadOnlyList<ThreadItem>, string?, HistoryGap?) Page(ItemPage page) => (page.Items, page.NextCursor, page.Gap);
    }

    // A page at a time is held; what is missing from all of them is noted behind the last one.
    private static IEnumerable<T> Pages<T>(
        Func<string?, (IReadOnlyList<T> Rows, string? Next, HistoryGap? Gap)> list, ToolOutput io, CancellationToken cancellationToken)
    {
        string? cursor = null;
        HistoryGap? gap;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            (var rows, cursor, gap) = list(cursor);
            foreach (var row in rows)
            {
                yield return row;
            }
        }
        while (cursor is not null);

        NoteGap(gap, io);
    }

    private static void NoteGap(HistoryGap? gap, ToolOutput io)
    {
        if (gap is not null)
        {
            io.Note($"what came before is not all there: thread {gap.Thread} ({gap.Reason})");
        }
    }

    // The names that programs see; an enum member may be renamed, these not.
    private static string NameOf(TurnStatus status) => status switch
    {
        TurnStatus.InProgress => "in_progress",
        TurnStatus.Completed => "completed",
        TurnStatus.Interrupted => "interrupted",
        TurnStatus.Failed => "failed",
        _ => status.ToString(),
    };
}
