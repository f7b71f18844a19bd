using System.Linq;

namespace ThreadStore.Cli.Output;

/// <summary>What a delete removed or would remove, for people and for programs.</summary>
internal static class DeleteOutput
{
    private const int TitleLength = 100;

    /// <summary>True when forks keep the thread from being deleted.</summary>
    internal static bool IsRefused(DeleteReceipt plan, DeleteThreadOptions options) => plan.Forks.Count > 0 && !options.HasFlag(DeleteThreadOptions.EvenIfForked);

    internal static void Write(DeleteReceipt receipt, StoredThread? row, DeleteThreadOptions options, bool isJson, ToolOutput io)
    {
        if (isJson)
        {
            WriteJson(receipt, options, io);
        }
        else
        {
            WriteText(receipt, row, options, io);
        }
    }

    private static void WriteText(DeleteReceipt receipt, StoredThread? row, DeleteThreadOptions options, ToolOutput io)
    {
        var title = row?.Name ?? row?.Title ?? row?.Preview;
        var isRefused = !receipt.IsDone && IsRefused(receipt, options);
        var state = receipt.IsDone ? "deleted" : isRefused ? "would not be deleted: forks continue it" : "would be deleted";
        io.Text.WriteLine(title is null ? $"{receipt.Thread} {state}" : $"{receipt.Thread} {state} ({CleanText.Cut(title, TitleLength)})");
        foreach (var file in receipt.Files)
        {
            io.Text.WriteLine($"  {CleanText.OneLine(file.RelativePath)}, {file.Bytes:N0} bytes");
        }

        if (receipt.NameLines > 0)
        {
            io.Text.WriteLine($"  {CountText.Of(receipt.NameLines, "line")} of session_index.jsonl");
        }

        if (receipt.HadRow)
        {
            io.Text.WriteLine("  its row in the index");
        }

        foreach (var fork in receipt.Forks)
        {
            io.Text.WriteLine(isRefused ? $"  continued by {fork}: see --even-if-forked" : $"  continued by {fork}, which loses what came before it");
        }
    }

    private static void WriteJson(DeleteReceipt receipt, DeleteThreadOptions options, ToolOutput io)
    {
        using var lines = new JsonLines(io.Data);
        var json = lines.Begin();
        json.WriteString("id"u8, receipt.Thread.ToString());
        json.WriteString("outcome"u8, receipt.IsDone ? "deleted" : IsRefused(receipt, options) ? "refused" : "planned");
        json.WriteStartArray("files"u8);
        foreach (var file in receipt.Files)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, file.RelativePath);
            json.WriteNumber("bytes"u8, file.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("name_lines"u8, receipt.NameLines);
        json.WriteBoolean("had_row"u8, receipt.HadRow);
        json.WriteStartArray("forks"u8);
        foreach (var fork in receipt.Forks.Select(static fork => fork.ToString()))
        {
            json.WriteStringValue(fork);
        }

        json.WriteEndArray();
        lines.End();
    }
}
