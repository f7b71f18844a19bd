using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Search;

namespace ThreadStore.Fuzz.Targets;

/// <summary>Few inputs of a size that nobody writes: one line, or a million, of a hundred megabytes.</summary>
/// <remarks>
/// Laws. The home opens, and its threads are listed, read, searched and appended to; the lines before and after the large one are there. The
/// process never holds more than a bound above what it held before. How long it takes is not a law: the watch ends what hangs.
/// </remarks>
internal sealed class LargeTarget : FuzzTarget
{
    internal const string TargetName = "large";

    private const int LineBytes = 100 << 20;
    private const int Depth = 100_000;

    // A dozen windows of 64 MiB, which catch-up, search, history and verify hold each for itself, and which the pool keeps: not more for a longer line.
    private const double MegabytesAbove = 768;

    private static readonly (string Name, Action<Stream> Write)[] s_inputs =
    [
        ("a line of 100 MB", static file => Line(file, new string('x', 1 << 20), LineBytes >> 20)),
        ("a line of 60 MB, which is just held", static file => Line(file, new string('x', 1 << 20), 60)),
        ("100 MB without a line feed", static file => Fill(file, "{\"timestamp\":\"2026-"u8, LineBytes / 19)),
        ("10 million NULs", static file => Fill(file, "\0"u8, 10_000_000)),
        ("10 million NULs and a line feed", static file => { Fill(file, "\0"u8, 10_000_000); file.Write("\n"u8); }),
        ("a million empty lines", static file => Fill(file, "\n"u8, 1_000_000)),
        ("a million bad lines", static file => Fill(file, "{}\n"u8, 1_000_000)),
        ("a million objects on one line", static file => { Fill(file, "{\"type\":\"compacted\",\"payload\":{}}"u8, 1_000_000); file.Write("\n"u8); }),
        ("arrays a hundred thousand deep", static file => Nested(file, "[", "]")),
        ("objects a hundred thousand deep", static file => Nested(file, "{\"a\":", "}")),
        ("a text of 60 MB of escapes", static file => Line(file, string.Concat(Enumerable.Repeat("\\u00e9", 1 << 17)), 75)),
    ];

    internal override string Name => TargetName;

    internal override int Share => 0;

    internal override int FixedInputs => s_inputs.Length;

    internal override void Try(FuzzRandom random, FuzzTally tally)
    {
        var (name, write) = random.Number < s_inputs.Length ? s_inputs[random.Number] : random.Pick(s_inputs);
        var folder = FuzzFolder.New();
        var home = Path.Combine(folder, "home");
        HomeTemplate.CopyTo(home);
        var id = HomeTemplate.Threads[0];
        var path = Directory.GetFiles(home, $"rollout-*{id}.jsonl", SearchOption.AllDirectories).Single();
        using (var file = new FileStream(path, FileMode.Append))
        {
            write(file);
        }

        GC.Collect();
        PeakMemory.Reset();
        var before = PeakMemory.Megabytes();
        try
        {
            TryAsync(home, id).GetAwaiter().GetResult();
        }
        catch (Exception failure)
        {
            throw new BrokenLawException($"{name}: {failure}");
        }

        var above = PeakMemory.Megabytes() - before;
        Law.Holds(above < MegabytesAbove, string.Create(CultureInfo.InvariantCulture, $"{name}: {above:N0} MB were held besides, the bound is {MegabytesAbove:N0}"));
        tally.Count(string.Create(CultureInfo.InvariantCulture, $"{name} (+{above:N0} MB)"));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task TryAsync(string home, ThreadId id)
    {
        var store = HomeTemplate.Open(home);
        await using (store.ConfigureAwait(false))
        {
            await store.CaughtUp.ConfigureAwait(false);
            Law.Same(HomeTemplate.Threads.Count, store.List(new ThreadListQuery { Archive = ThreadArchiveFilter.Any, IncludeHidden = true }).Threads.Count, "how many threads are listed");
            var forward = Count(store, id, HistoryStart.Beginning);
            Law.Same(forward, Count(store, id, HistoryStart.End), "how many lines there are backward");
            Law.Holds(forward > 5, "the lines before the large one are there");
            _ = store.ListTurns(new TurnListQuery { Thread = id });
            await foreach (var hit in store.SearchAsync(new SearchQuery { Term = "nowhere to be found" }).ConfigureAwait(false))
            {
                throw new BrokenLawException($"found in {hit.Thread}");
            }

            var live = store.Resume(id);
            live.Append(ItemType.EventMsg, Encoding.UTF8.GetBytes("{\"type\":\"token_count\",\"info\":{\"total_token_usage\":{\"total_tokens\":424242}}}"));
            await live.FlushAsync().ConfigureAwait(false);
            Law.Same(424_242L, store.Read(id).TokensUsed, "what was appended");
            await live.ShutdownAsync().ConfigureAwait(false);
            _ = await LocalThreadStore.VerifyAsync(store.Options).ConfigureAwait(false);
        }
    }

    private static int Count(LocalThreadStore store, ThreadId id, HistoryStart start)
    {
        using var reader = store.ReadHistory(id, start);
        var lines = 0;
        while (reader.Read(out _))
        {
            lines++;
        }

        return lines;
    }

    private static void Line(Stream file, string part, int times)
    {
        file.Write("{\"timestamp\":\"2026-11-21T06:08:10.743Z\",\"type\":\"event_msg\",\"payload\":{\"type\":\"user_message\",\"message\":\""u8);
        Fill(file, Encoding.UTF8.GetBytes(part), times);
        file.Write("\"}}\n"u8);
    }

    private static void Nested(Stream file, string opener, string closer)
    {
        file.Write("{\"timestamp\":\"2026-11-21T06:08:10.743Z\",\"type\":\"turn_context\",\"payload\":{\"permission_profile\":"u8);
        Fill(file, Encoding.UTF8.GetBytes(opener), Depth);
        file.Write("1"u8);
        Fill(file, Encoding.UTF8.GetBytes(closer), Depth);
        file.Write("}}\n"u8);
    }

    private static void Fill(Stream file, ReadOnlySpan<byte> what, int times)
    {
        for (var left = times; left > 0; left--)
        {
            file.Write(what);
        }
    }
}
