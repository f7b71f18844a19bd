using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;

namespace ThreadStore.Scale;

/// <summary>A home with one rollout of 1 GiB: ten thousand turns of a hundred kilobytes, and a store on it.</summary>
public sealed class LargeRollout : IDisposable
{
    public const int Turns = 10_240;
    public const int ItemsPerTurn = 20;

    /// <summary>After this turn the context was compacted.</summary>
    public const int CompactedTurn = Turns - 100;

    private const int LinesPerTurn = ItemsPerTurn + 2;
    private const int TextBytes = 5_000;

    private static readonly byte[] s_text = CreateText();

    private readonly string _home = Directory.CreateTempSubdirectory("threadstore-scale-").FullName;

    public LargeRollout()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_home, "sessions", "2026", "11", "21")).FullName;
        RolloutPath = Path.Combine(folder, $"rollout-2026-11-21T06-08-10-{Id}.jsonl");
        using (var file = new FileStream(RolloutPath, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20))
        {
            Write(file);
        }

        Store = LocalThreadStore.Open(new ThreadStoreOptions { Home = _home, RefreshInterval = Timeout.InfiniteTimeSpan });
    }

    public static ThreadId Id { get; } = ThreadId.Parse("01a1fcb8-2b72-7833-a595-9c5022c4ed8f");

    public string RolloutPath { get; }

    public LocalThreadStore Store { get; }

    public long Length => new FileInfo(RolloutPath).Length;

    public static string TurnId(int turn) => $"01a1fcb8-2bc1-7840-b79b-{turn:x12}";

    /// <summary>The ordinal of the line that begins a turn.</summary>
    public static long OrdinalOf(int turn) => 1 + ((long)turn * LinesPerTurn);

    public void Dispose()
    {
        Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_home, recursive: true);
    }

    private static byte[] CreateText()
    {
        var text = new byte[TextBytes];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (byte)('a' + (i % 26));
        }

        return text;
    }

    private static void Write(FileStream file)
    {
        Put(file, 0, "session_meta", $$"""{"id":"{{Id}}","timestamp":"2026-11-21T06:08:10.743Z","cwd":"/work","history_mode":"paginated"}""");
        for (var turn = 0; turn < Turns; turn++)
        {
            var ordinal = OrdinalOf(turn);
            var id = TurnId(turn);
            Put(file, ordinal++, "event_msg", $$"""{"type":"task_started","turn_id":"{{id}}","started_at":1795241242}""");
            for (var item = 0; item < ItemsPerTurn; item++)
            {
                PutItem(file, ordinal++, id, item);
            }

            Put(file, ordinal, "event_msg", $$"""{"type":"task_complete","turn_id":"{{id}}","completed_at":1795241243}""");
            if (turn == CompactedTurn)
            {
                Put(file, -1, "compacted", """{"message":"so far"}""");
            }
        }
    }

    private static void PutItem(FileStream file, long ordinal, string turn, int item)
    {
        var (type, content) = item == 0 ? ("UserMessage", "text") : ("AgentMessage", "Text");
        Put(file, $$"""{"timestamp":"2026-11-21T06:08:10.743Z","ordinal":{{ordinal}},"type":"event_msg","payload":{"type":"item_completed","turn_id":"{{turn}}","item":{"type":"{{type}}","id":"i{{item}}","content":[{"type":"{{content}}","text":" """.TrimEnd());
        file.Write(s_text);
        Put(file, "\"}]},\"started_at_ms\":1,\"completed_at_ms\":2}}\n");
    }

    private static void Put(FileStream file, long ordinal, string type, string payload) => Put(
        file, string.Create(CultureInfo.InvariantCulture, $$"""{"timestamp":"2026-11-21T06:08:10.743Z",{{(ordinal < 0 ? "" : $"\"ordinal\":{ordinal},")}}"type":"{{type}}","payload":{{payload}}}""") + "\n");

    private static void Put(FileStream file, string text) => file.Write(Encoding.UTF8.GetBytes(text));
}
