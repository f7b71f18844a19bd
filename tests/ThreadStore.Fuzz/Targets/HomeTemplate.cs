using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Fuzz.Mutation;
using ThreadStore.History;
using ThreadStore.Log;

namespace ThreadStore.Fuzz.Targets;

/// <summary>A small home with everything that a home can hold, as a process leaves it that was killed: inputs damage copies of it.</summary>
internal static class HomeTemplate
{
    private const string Day = "sessions/2026/11/21";

    private static readonly Lazy<string> s_folder = new(static () => MakeAsync().GetAwaiter().GetResult());

    /// <summary>The threads of the home; the last one is a fork of the first, the one before it is archived.</summary>
    internal static IReadOnlyList<ThreadId> Threads { get; } = [.. Samples().Select(static sample => IdOf(sample.Name)), ThreadId.Parse("01a1fcb9-0000-7000-8000-00000000000f")];

    /// <summary>Copies the home.</summary>
    internal static void CopyTo(string folder) => FuzzFolder.Copy(s_folder.Value, folder);

    internal static LocalThreadStore Open(string home) => LocalThreadStore.Open(new ThreadStoreOptions { Home = home, RefreshInterval = Timeout.InfiniteTimeSpan, ProjectionInterval = TimeSpan.Zero, Application = "fuzz" });

    private static ThreadId IdOf(string name) => ThreadId.Parse(name[^42..^6]);

    private static IEnumerable<(string Name, byte[] Bytes)> Samples() => Corpus.Rollouts.Where(static rollout => rollout.Bytes.Length < 12_000).Take(5);

    private static async Task<string> MakeAsync()
    {
        var home = FuzzFolder.New();
        var samples = Samples().ToList();
        for (var i = 0; i < samples.Count; i++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(home, i == samples.Count - 1 ? "archived_sessions" : Day)).FullName;
            File.WriteAllBytes(Path.Combine(folder, samples[i].Name), samples[i].Bytes);
        }

        var fork = Threads[^1];
        File.WriteAllText(
            Path.Combine(home, Day, $"rollout-2026-11-21T07-00-00-{fork}.jsonl"),
            "{\"timestamp\":\"2026-11-21T07:00:00.000Z\",\"ordinal\":0,\"type\":\"session_meta\",\"payload\":{" + string.Create(
                CultureInfo.InvariantCulture,
                $"\"id\":\"{fork}\",\"timestamp\":\"2026-11-21T07:00:00.000Z\",\"cwd\":\"/w\",\"originator\":\"o\",\"cli_version\":\"1\",\"source\":\"cli\",\"history_mode\":\"paginated\",\"forked_from_id\":\"{Threads[0]}\",\"history_base\":{{\"thread_id\":\"{Threads[0]}\",\"end_ordinal_exclusive\":14,\"end_byte_offset\":{samples[0].Bytes.Length}}}") + "}}\n");
        File.WriteAllText(
            Path.Combine(home, "session_index.jsonl"),
            string.Concat(Threads.Select(static (id, i) => $"{{\"id\":\"{id}\",\"thread_name\":\"name {i}\",\"updated_at\":\"2026-11-21T08:00:0{i}Z\"}}\n")));
        Directory.CreateDirectory(Path.Combine(home, "threadstore", "torn"));
        File.WriteAllText(Path.Combine(home, "threadstore", "torn", $"{Threads[0]}-20261121T060810743Z-0"), "{\"torn");

        // So that a small log has an offset index, too.
        var log = new LogHome(home, TimeProvider.System);
        using (var chain = LogChain.Open(log, log.Layout.Find(Threads[1])!, log.Layout.Find))
        {
            TurnPager.List(chain, new OffsetMaps(log, 1, 1), new TurnListQuery { Thread = Threads[1] }, isWritten: false);
        }

        var store = Open(home);
        await store.CaughtUp.ConfigureAwait(false);
        await store.UpdateMetadataAsync(Threads[2], new ThreadMetadataPatch { Name = "explicit", Labels = new Dictionary<string, string?>(StringComparer.Ordinal) { ["k"] = "v" } }).ConfigureAwait(false);
        var live = store.Resume(Threads[1]);
        live.Append(ItemType.EventMsg, Encoding.UTF8.GetBytes("{\"type\":\"task_started\",\"turn_id\":\"t\"}"));
        await live.FlushAsync().ConfigureAwait(false);

        // By another process, and while the store is open: with the lock file, the WAL and the shared memory of a process that was killed.
        var killed = FuzzFolder.New() + "/home";
        using (var copy = Process.Start("cp", ["-a", home, killed]))
        {
            await copy.WaitForExitAsync().ConfigureAwait(false);
        }

        await store.DisposeAsync().ConfigureAwait(false);
        return killed;
    }
}
