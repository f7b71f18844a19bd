using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace ThreadStore.Scale;

/// <summary>A home of many threads, written as rollouts and nothing else: a thousand a day since 2024, each of 2 KiB and of one turn.</summary>
internal static class ScaleHome
{
    /// <summary>Bytes of each rollout.</summary>
    internal const int RolloutBytes = 2048;

    private const int ThreadsPerDay = 1000;

    private static readonly DateTimeOffset s_first = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The id of a thread, which has the time of its start.</summary>
    internal static ThreadId Id(int number) => ThreadId.Parse(Text(number));

    /// <summary>The title that its row must have.</summary>
    internal static string Title(int number) => string.Create(CultureInfo.InvariantCulture, $"Please mend the flaky test number {number} in the storage layer");

    /// <summary>A line that counts tokens, for whoever appends to a thread.</summary>
    internal static byte[] TokenCount(long total) => Encoding.UTF8.GetBytes(TokenCountText(total));

    /// <summary>Writes the rollouts.</summary>
    internal static void Make(string home, int threads)
    {
        var days = (threads + ThreadsPerDay - 1) / ThreadsPerDay;
        Parallel.For(0, days, day =>
        {
            var folder = Directory.CreateDirectory(Path.Combine(home, "sessions", s_first.AddDays(day).ToString("yyyy/MM/dd", CultureInfo.InvariantCulture))).FullName;
            for (var number = day * ThreadsPerDay; number < Math.Min(threads, (day + 1) * ThreadsPerDay); number++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"rollout-{StartOf(number):yyyy-MM-ddTHH-mm-ss}-{Text(number)}.jsonl");
                File.WriteAllBytes(Path.Combine(folder, name), Rollout(number));
            }
        });
    }

    private static DateTimeOffset StartOf(int number) => s_first.AddMilliseconds(number * (86_400_000L / ThreadsPerDay));

    private static string Text(int number)
    {
        var time = StartOf(number).ToUnixTimeMilliseconds();
        return string.Create(CultureInfo.InvariantCulture, $"{time >> 16:x8}-{time & 0xffff:x4}-7000-8000-{number:x12}");
    }

    private static string TokenCountText(long total) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"type":"token_count","info":{"total_token_usage":{"input_tokens":{{{total - 12}}},"cached_input_tokens":10,"output_tokens":12,"total_tokens":{{{total}}}},"model_context_window":258400}}""");

    private static byte[] Rollout(int number)
    {
        var id = Text(number);
        var time = StartOf(number).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var turn = $"01a1fcb7-7142-7e12-a89a-{number:x12}";
        var rest = new StringBuilder(1024);
        Put(rest, time, 1, "event_msg", $$"""{"type":"task_started","turn_id":"{{turn}}","started_at":1795241242,"model_context_window":258400}""");
        Put(rest, time, 2, "event_msg", $$"""{"type":"item_completed","thread_id":"{{id}}","turn_id":"{{turn}}","item":{"type":"UserMessage","id":"i1","content":[{"type":"text","text":"{{Title(number)}}"}]},"started_at_ms":1795241290831,"completed_at_ms":1795241290832}""");
        Put(rest, time, 3, "event_msg", TokenCountText(1000 + number));
        Put(rest, time, 4, "event_msg", $$"""{"type":"task_complete","turn_id":"{{turn}}","completed_at":1795241243}""");

        var head = new StringBuilder(1024);
        const string Instructions = "\"base_instructions\":{\"text\":\"";
        Put(head, time, 0, "session_meta", $$$"""{"id":"{{{id}}}","timestamp":"{{{time}}}","cwd":"/home/dev/project-{{{number % 100}}}","originator":"codex_exec","cli_version":"0.169.0","source":"exec","model_provider":"openai",{{{Instructions}}}"},"history_mode":"paginated","git":{"commit_hash":"65dfb808c1d2f3c75c2e58829333d5350fe91ef0","branch":"main","repository_url":"https://example.com/org/repo.git"}}""");
        var line = head.ToString();
        var room = RolloutBytes - line.Length - rest.Length;
        line = line.Insert(line.IndexOf(Instructions, StringComparison.Ordinal) + Instructions.Length, new string('x', room));
        return Encoding.ASCII.GetBytes(line + rest);
    }

    private static void Put(StringBuilder text, string time, int ordinal, string type, string payload) =>
        text.Append(CultureInfo.InvariantCulture, $$$"""{"timestamp":"{{{time}}}","ordinal":{{{ordinal}}},"type":"{{{type}}}","payload":{{{payload}}}}""").Append('\n');
}
