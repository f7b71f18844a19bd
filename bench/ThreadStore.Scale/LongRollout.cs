using System.Globalization;
using System.IO;
using System.Text;

namespace ThreadStore.Scale;

/// <summary>One rollout as long as wanted: turns of a user's message and nineteen answers, 1 to 4 KB each.</summary>
internal static class LongRollout
{
    /// <summary>Items of each turn.</summary>
    internal const int ItemsPerTurn = 20;

    private const int LinesPerTurn = ItemsPerTurn + 2;
    private const int ShortestText = 1024;
    private const int TextRange = 3072;

    private static readonly byte[] s_text = CreateText();

    /// <summary>The thread.</summary>
    internal static ThreadId Id { get; } = ThreadId.Parse("01a1fcb8-2b72-7833-a595-9c5022c4ed8f");

    /// <summary>The id of a turn.</summary>
    internal static string TurnId(int turn) => $"01a1fcb8-2bc1-7840-b79b-{turn:x12}";

    /// <summary>The ordinal of the last line of so many turns.</summary>
    internal static long LastOrdinal(int turns) => (long)turns * LinesPerTurn;

    /// <summary>Writes the rollout into a home, whole turns until it is that long; gives how many there are.</summary>
    internal static int Make(string home, long bytes)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home, "sessions", "2026", "11", "21")).FullName;
        using var file = new FileStream(Path.Combine(folder, $"rollout-2026-11-21T06-08-10-{Id}.jsonl"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        Put(file, 0, "session_meta", $$"""{"id":"{{Id}}","timestamp":"2026-11-21T06:08:10.743Z","cwd":"/work","history_mode":"paginated"}""");
        var ordinal = 1L;
        var turn = 0;
        while (file.Position < bytes)
        {
            var id = TurnId(turn++);
            Put(file, ordinal++, "event_msg", $$"""{"type":"task_started","turn_id":"{{id}}","started_at":1795241242}""");
            for (var item = 0; item < ItemsPerTurn; item++)
            {
                PutItem(file, ordinal++, id, item);
            }

            Put(file, ordinal++, "event_msg", $$"""{"type":"task_complete","turn_id":"{{id}}","completed_at":1795241243}""");
        }

        return turn;
    }

    private static byte[] CreateText()
    {
        const string Sentence = "The test waits for a row that the projector has not written yet, so it reads the log first. ";
        return Encoding.ASCII.GetBytes(string.Concat(System.Linq.Enumerable.Repeat(Sentence, ((ShortestText + TextRange) / Sentence.Length) + 1)));
    }

    private static void PutItem(FileStream file, long ordinal, string turn, int item)
    {
        var (type, content) = item == 0 ? ("UserMessage", "text") : ("AgentMessage", "Text");
        Put(file, string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"timestamp":"2026-11-21T06:08:10.743Z","ordinal":{{ordinal}},"type":"event_msg","payload":{"type":"item_completed","turn_id":"{{turn}}","item":{"type":"{{type}}","id":"i{{item}}","content":[{"type":"{{content}}","text":"{{""}}"""));
        file.Write(s_text, 0, ShortestText + (int)(ordinal * 7919 % TextRange));
        Put(file, "\"}]},\"started_at_ms\":1,\"completed_at_ms\":2}}\n");
    }

    private static void Put(FileStream file, long ordinal, string type, string payload) =>
        Put(file, string.Create(CultureInfo.InvariantCulture, $$$"""{"timestamp":"2026-11-21T06:08:10.743Z","ordinal":{{{ordinal}}},"type":"{{{type}}}","payload":{{{payload}}}}""") + "\n");

    private static void Put(FileStream file, string text) => file.Write(Encoding.ASCII.GetBytes(text));
}
