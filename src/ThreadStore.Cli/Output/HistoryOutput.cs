using System;
using System.Text;
using System.Threading;
using ThreadStore.History;

namespace ThreadStore.Cli.Output;

/// <summary>The lines of a rollout, as JSON objects or for people; nothing at all when there is no reader.</summary>
internal static class HistoryOutput
{
    private const int TypeWidth = 32;

    internal static void WriteJson(HistoryReader? history, JsonLines lines, ToolOutput io, CancellationToken cancellationToken)
    {
        if (history is null)
        {
            return;
        }

        while (history.Read(out var line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteJson(line, lines, io);
        }

        NoteBadLines(history.BadLines, io);
    }

    /// <summary>One line; one whose payload is not JSON is noted instead.</summary>
    internal static void WriteJson(in HistoryLine line, JsonLines lines, ToolOutput io)
    {
        if (!JsonText.IsValid(line.Payload))
        {
            io.Note($"the payload of the line at offset {line.Offset} is not JSON, skipped");
            return;
        }

        var json = lines.Begin();
        json.WriteNumber("offset"u8, line.Offset);
        json.WriteString("timestamp"u8, TimeText.Millisecond(line.Timestamp));
        if (line.Ordinal is { } ordinal)
        {
            json.WriteNumber("ordinal"u8, ordinal);
        }
        else
        {
            json.WriteNull("ordinal"u8);
        }

        json.WriteString("type"u8, line.TypeName);
        json.WritePropertyName("payload"u8);
        json.WriteRawValue(line.Payload, skipInputValidation: true);
        lines.End();
    }

    internal static void WriteText(HistoryReader? history, ToolOutput io, CancellationToken cancellationToken)
    {
        if (history is null)
        {
            return;
        }

        io.Text.WriteLine();
        while (history.Read(out var line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteText(line, io);
        }

        io.Text.Flush();
        NoteBadLines(history.BadLines, io);
    }

    /// <summary>One line: when, which, what, and the words in it.</summary>
    internal static void WriteText(in HistoryLine line, ToolOutput io)
    {
        var summary = PayloadSummary.Of(line.Payload);
        var type = Encoding.UTF8.GetString(line.TypeName);
        var kind = CleanText.OneLine(summary.Type is null ? type : $"{type}/{summary.Type}");
        var head = $"{line.Timestamp?.UtcDateTime.ToString("HH:mm:ss.fff") ?? "-",-12} {line.Ordinal?.ToString() ?? "-",6} {kind.PadRight(TypeWidth)} ";
        io.Text.WriteLine($"{head}{CleanText.Cut(summary.Text, Math.Max(20, io.Width - head.Length))}");
    }

    internal static void NoteBadLines(long count, ToolOutput io)
    {
        if (count > 0)
        {
            io.Note($"{CountText.Of(count, "bad line")} skipped (verify says where)");
        }
    }
}
