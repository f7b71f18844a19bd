using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.TestKit;

/// <summary>Short ways to append, write down and read back lines.</summary>
internal static class Lines
{
    public const long Time = 1_795_241_290_743;     // 2026-11-21T06:08:10.743Z

    /// <summary>A session_meta payload of the thread of the tests.</summary>
    public static string Meta(string mode = "paginated") => $$"""{"id":"{{TempHome.Id}}","history_mode":"{{mode}}"}""";

    public static string MetaLine(string mode = "paginated") => Text(mode == "paginated" ? 0 : -1, "session_meta", Meta(mode));

    /// <summary>The line as it should stand in the file.</summary>
    public static string Text(long ordinal, string type, string payload)
    {
        var number = ordinal < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\"ordinal\":{ordinal},");
        return $$"""{"timestamp":"2026-11-21T06:08:10.743Z",{{number}}"type":"{{type}}","payload":{{payload}}}""" + "\n";
    }

    /// <summary>An event line with a number in it.</summary>
    public static string Event(long ordinal, int number) => Text(ordinal, "event_msg", Payload(number));

    public static string Payload(int number) => string.Create(CultureInfo.InvariantCulture, $$"""{"type":"task_started","n":{{number}}}""");

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>One append call with the session_meta line.</summary>
    public static LogStatus AppendMeta(this ThreadLog log, Durability durability = Durability.Written)
    {
        log.BeginAppend(durability);
        log.Stage(ItemType.SessionMeta, Utf8(Meta(log.Mode == HistoryMode.Legacy ? "legacy" : "paginated")), default, Time, Line.NoOrdinal);
        return log.CommitAppend();
    }

    /// <summary>One append call with these numbered events.</summary>
    public static LogStatus AppendEvents(this ThreadLog log, Durability durability, params int[] numbers)
    {
        log.BeginAppend(durability);
        foreach (var number in numbers)
        {
            log.Stage(ItemType.EventMsg, Utf8(Payload(number)), default, Time, Line.NoOrdinal);
        }

        return log.CommitAppend();
    }

    /// <summary>The lines of a file as (offset, ordinal, number or -1 for anything without one); a bad range as (offset, -2, length).</summary>
    public static List<(long Offset, long Ordinal, long Number)> Read(string path)
    {
        using var file = PosixLogDevice.Instance.Open(path, LogAccess.Read, out _)!;
        using var reader = new RolloutReader(file, 0);
        var found = new List<(long, long, long)>();
        LineStatus status;
        while ((status = reader.Read(out var line)) != LineStatus.End)
        {
            found.Add(status == LineStatus.Bad ? (line.Offset, -2, reader.BadLength) : (line.Offset, line.Ordinal, NumberOf(line.Payload)));
        }

        return found;
    }

    public static string[] SamplePaths()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "samples", "rollouts")))
        {
            folder = folder.Parent!;
        }

        return [.. Directory.GetFiles(Path.Combine(folder.FullName, "samples", "rollouts")).Order(StringComparer.Ordinal)];
    }

    private static long NumberOf(ReadOnlySpan<byte> payload)
    {
        var at = payload.IndexOf("\"n\":"u8);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(payload[(at + 4)..], out long number, out _) ? number : -1;
    }
}
