using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Search;

namespace ThreadStore.Fuzz.Targets;

/// <summary>Whole homes, of which files are damaged: everything that a host does with a home, in its order.</summary>
/// <remarks>
/// Laws. Opening, listing, reading, searching and verifying give an answer or an error of the store's own kinds, and change no rollout.
/// What is appended to a thread that can be resumed stands at the end of its file, behind every whole line that stood there. When no log was
/// damaged the next open repairs the index by itself, else a rebuild does: then it says of every thread what the logs say. Everything ends.
/// </remarks>
internal sealed class HomeTarget : FuzzTarget
{
    internal const string TargetName = "homes";

    private const string Marker = "appended-by-the-fuzzer";

    // Far above what anything takes, also on a machine with other work to do.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    internal override string Name => TargetName;

    internal override int Share => 10;

    internal override void Try(FuzzRandom random, FuzzTally tally)
    {
        var folder = FuzzFolder.New();
        var home = Path.Combine(folder, "home");
        HomeTemplate.CopyTo(home);
        var damage = HomeDamage.Apply(home, random);
        try
        {
            TryAsync(home, random, tally, damage.Contains("rollout-", StringComparison.Ordinal)).WaitAsync(s_patience).GetAwaiter().GetResult();
        }
        catch (Exception broken) when (broken is not ThreadStoreException)
        {
            throw new BrokenLawException($"{damage}\n  {(broken is BrokenLawException ? broken.Message : broken.ToString())}");
        }
        catch (ThreadStoreException refused)
        {
            throw new BrokenLawException($"{damage}\n  nothing of the home can be used: {refused}");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task TryAsync(string home, FuzzRandom random, FuzzTally tally, bool isAnyLogDamaged)
    {
        var before = Logs(home);
        var store = HomeTemplate.Open(home);
        await using (store.ConfigureAwait(false))
        {
            await store.CaughtUp.ConfigureAwait(false);
            await ReadAllAsync(store, tally).ConfigureAwait(false);
            await AllowAsync(tally, "verify", () => LocalThreadStore.VerifyAsync(store.Options)).ConfigureAwait(false);
            Same(before, Logs(home));
            if (random.OneIn(3))
            {
                await AllowAsync(tally, "rebuild", () => store.RebuildAsync()).ConfigureAwait(false);
            }

            foreach (var id in HomeTemplate.Threads.Where(_ => random.OneIn(3)))
            {
                await AppendAsync(store, id, tally).ConfigureAwait(false);
            }

            await AllowAsync(tally, "rename", () => store.UpdateMetadataAsync(random.Pick(HomeTemplate.Threads), new ThreadMetadataPatch { Name = "new" })).ConfigureAwait(false);
        }

        // The next process repairs what this one could not, and then nothing differs.
        var next = HomeTemplate.Open(home);
        await using (next.ConfigureAwait(false))
        {
            await next.CaughtUp.ConfigureAwait(false);
            if (isAnyLogDamaged)
            {
                // Bytes that change within a log are no append: who changes them rebuilds.
                await next.RebuildAsync().ConfigureAwait(false);
            }
        }

        var wrong = (await LocalThreadStore.VerifyAsync(next.Options).ConfigureAwait(false)).FirstOrDefault(IsOfTheIndex);
        Law.Holds(wrong is null, $"the index is not what a rebuild gives: {wrong}");
        await AllowAsync(tally, "doctor", () => LocalThreadStore.DiagnoseAsync(next.Options)).ConfigureAwait(false);
    }

    private static bool IsOfTheIndex(StoreDifference difference) =>
        difference.Kind is DifferenceKind.Missing or DifferenceKind.Orphan or DifferenceKind.Differs or DifferenceKind.Behind or DifferenceKind.DamagedIndex;

    private static async Task ReadAllAsync(LocalThreadStore store, FuzzTally tally)
    {
        await AllowAsync(tally, "list", () => Task.FromResult(store.List(new ThreadListQuery { Archive = ThreadArchiveFilter.Any, IncludeHidden = true, PageSize = 2 }))).ConfigureAwait(false);
        await AllowAsync(tally, "search", async () =>
        {
            await foreach (var hit in store.SearchAsync(new SearchQuery { Term = "mock", Archive = ThreadArchiveFilter.Any, MaxHitsPerThread = 5 }).ConfigureAwait(false))
            {
                Law.Holds(hit.MatchStart >= 0 && hit.MatchStart + hit.MatchLength <= hit.Snippet.Length, $"a hit outside of its snippet in {hit.Thread}");
            }

            return true;
        }).ConfigureAwait(false);
        foreach (var id in HomeTemplate.Threads)
        {
            await AllowAsync(tally, "read", () => Task.FromResult(store.Read(id))).ConfigureAwait(false);
            await AllowAsync(tally, "turns", () => Task.FromResult(store.ListTurns(new TurnListQuery { Thread = id, Items = TurnItems.Full }))).ConfigureAwait(false);
            await AllowAsync(tally, "items", () => Task.FromResult(store.ListItems(new ItemListQuery { Thread = id }))).ConfigureAwait(false);
            await AllowAsync(tally, "history", () => Task.FromResult(History(store, id))).ConfigureAwait(false);
        }
    }

    private static bool History(LocalThreadStore store, ThreadId id)
    {
        var forward = Lines(store, id, HistoryStart.Beginning);
        var backward = Lines(store, id, HistoryStart.End);
        backward.Reverse();
        Law.Holds(forward.SequenceEqual(backward), $"the history of {id} is another one backward");
        return true;
    }

    private static List<(ThreadId Log, long Offset, int Length)> Lines(LocalThreadStore store, ThreadId id, HistoryStart start)
    {
        var lines = new List<(ThreadId, long, int)>();
        using var reader = store.ReadHistory(id, start);
        while (reader.Read(out var line))
        {
            lines.Add((line.Log, line.Offset, line.Payload.Length));
        }

        return lines;
    }

    private static async Task AppendAsync(LocalThreadStore store, ThreadId id, FuzzTally tally)
    {
        LiveThread live;
        byte[] before;
        try
        {
            before = File.ReadAllBytes(Path.Combine(store.HomeDirectory, store.FindRollout(id).ToString()));
            live = store.Resume(id);
        }
        catch (ThreadStoreException)
        {
            tally.Count("refused resumes");
            return;
        }

        live.Append(ItemType.EventMsg, Encoding.UTF8.GetBytes($"{{\"type\":\"task_started\",\"turn_id\":\"{Marker}\"}}"));
        await live.FlushAsync().ConfigureAwait(false);
        var after = File.ReadAllBytes(live.RolloutPath!);
        await live.ShutdownAsync().ConfigureAwait(false);
        var whole = Array.LastIndexOf(before, (byte)'\n') + 1;
        Law.Holds(after.AsSpan().StartsWith(before.AsSpan(0, whole)), $"a whole line of {id} is not what it was");
        var last = Encoding.UTF8.GetString(after).Split('\n')[^2];
        Law.Holds(last.Contains(Marker, StringComparison.Ordinal) && after[^1] == '\n', $"the line that was appended to {id} is not the last one");
        tally.Count("appends");
    }

    // An error of the store's own kinds is an answer.
    private static async Task AllowAsync<T>(FuzzTally tally, string verb, Func<Task<T>> run)
    {
        try
        {
            await run().ConfigureAwait(false);
        }
        catch (ThreadStoreException)
        {
            tally.Count($"refused: {verb}");
        }
    }

    private static Task AllowAsync(FuzzTally tally, string verb, Func<Task> run) => AllowAsync(tally, verb, async () =>
    {
        await run().ConfigureAwait(false);
        return true;
    });

    private static SortedDictionary<string, string> Logs(string home) => new(
        Directory.GetFiles(home, "*.jsonl", SearchOption.AllDirectories).ToDictionary(static path => path, static path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))),
        StringComparer.Ordinal);

    private static void Same(SortedDictionary<string, string> before, SortedDictionary<string, string> after)
    {
        foreach (var (path, hash) in before)
        {
            Law.Holds(after.TryGetValue(path, out var now) && now == hash, $"{path} was changed by reading it");
        }

        Law.Same(before.Count, after.Count, "how many rollouts there are after reading");
    }
}
