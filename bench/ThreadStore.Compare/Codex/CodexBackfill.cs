using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using SQLitePCL;
using ThreadStore.Compare.Rebuild;
using ThreadStore.Measuring;
using ThreadStore.Peer;

namespace ThreadStore.Compare.Codex;

/// <summary>A new index from nothing but the rollouts: theirs is made when an app server starts on a home without one.</summary>
internal static class CodexBackfill
{
    private const string StateDatabase = "state_5.sqlite";

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    internal static async Task<IReadOnlyList<Measurement>> MeasureAsync(ComparisonRun run)
    {
        var peer = await CodexPeer.StartAsync().ConfigureAwait(false);
        await using (peer.ConfigureAwait(false))
        {
            using var folder = new ScratchFolder();
            var corpus = RolloutCorpus.Write(peer.Home.Location, run.Choose(10_000, 500));
            PageCache.WriteOut();

            // The same files in a home of ours, which is emptied in between.
            _ = Directory.CreateSymbolicLink(folder.File("sessions"), peer.Home.Sessions);
            var cold = Alternation.Run(
                run.Choose(3, 1), () => ColdOpen.Run(folder.Path).Milliseconds, () => BackfillAsync(peer, corpus.Files).GetAwaiter().GetResult());
            var fromDisk = Alternation.Run(
                run.Choose(3, 1),
                () =>
                {
                    PageCache.Forget(peer.Home.Location);
                    return ColdOpen.Run(folder.Path).Milliseconds;
                },
                () =>
                {
                    PageCache.Forget(peer.Home.Location);
                    return BackfillAsync(peer, corpus.Files).GetAwaiter().GetResult();
                });
            var warm = await MeasureWarmAsync(run, peer, folder.Path, corpus).ConfigureAwait(false);
            var size = $"{corpus.Files:N0} rollouts, {corpus.Bytes / 1e6:F0} MB";
            return
            [
                Result($"codex/backfill-{corpus.Files}/cold-process", cold, 0.05, $"{size}, in memory; from the start of a process on a home without an index to the last row"),
                Result($"codex/backfill-{corpus.Files}/cold-process-and-disk", fromDisk, null, $"{size}; as above, the kernel told to forget the rollouts: what the disk gives bounds both"),
                Result($"codex/backfill-{corpus.Files}/warm", warm, 1 / 30.0, $"{size}, in memory; ours RebuildAsync in a process that has done it before, theirs a new process, as it has no other way"),
            ];
        }
    }

    /// <summary>Waits until Codex has its index; gives the time since then in milliseconds.</summary>
    internal static async Task<double> CompletedAsync(CodexHome home, long since)
    {
        while (!IsComplete(Path.Combine(home.Location, StateDatabase)))
        {
            if (Stopwatch.GetElapsedTime(since) > s_limit)
            {
                throw new WrongAnswerException($"Codex has not filled its index within {s_limit.TotalMinutes} minutes");
            }

            await Task.Delay(s_look).ConfigureAwait(false);
        }

        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    private static async Task<Alternation> MeasureWarmAsync(ComparisonRun run, CodexPeer peer, string home, RolloutCorpus corpus)
    {
        ColdOpen.DeleteIndex(home);
        var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = home, RefreshInterval = Timeout.InfiniteTimeSpan });
        await using (store.ConfigureAwait(false))
        {
            await store.CaughtUp.ConfigureAwait(false);
            return Alternation.Run(
                run.Choose(3, 1),
                () =>
                {
                    var start = Stopwatch.GetTimestamp();
                    WrongAnswerException.Require(store.RebuildAsync().GetAwaiter().GetResult().Files, corpus.Files, "rollouts of a rebuild");
                    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                },
                () => BackfillAsync(peer, corpus.Files).GetAwaiter().GetResult());
        }
    }

    private static async Task<double> BackfillAsync(CodexPeer peer, int files)
    {
        foreach (var path in Directory.EnumerateFiles(peer.Home.Location, "*.sqlite*").ToList())
        {
            File.Delete(path);
        }

        var start = Stopwatch.GetTimestamp();
        var starting = peer.StartAppServerAsync();
        var milliseconds = await CompletedAsync(peer.Home, start).ConfigureAwait(false);
        var server = await starting.ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            await server.CloseAsync().ConfigureAwait(false);
        }

        WrongAnswerException.Require(CodexState.Threads(peer.Home).Count, files, "rows of Codex");
        return milliseconds;
    }

    private static bool IsComplete(string database)
    {
        if (!File.Exists(database) || raw.sqlite3_open_v2(database, out var connection, raw.SQLITE_OPEN_READONLY, null) != raw.SQLITE_OK)
        {
            return false;
        }

        using (connection)
        {
            // Before the tables are there, or while they are made, the answer is an error, which is no.
            if (raw.sqlite3_prepare_v2(connection, "SELECT 1 FROM backfill_state WHERE status = 'complete'", out var statement) != raw.SQLITE_OK)
            {
                return false;
            }

            using (statement)
            {
                return raw.sqlite3_step(statement) == raw.SQLITE_ROW;
            }
        }
    }

    private static Measurement Result(string name, Alternation rounds, double? target, string note) =>
        new() { Name = name, Unit = "ms", Ours = rounds.Ours, Theirs = rounds.Theirs, Rival = CodexComparison.Rival, Target = target, Note = note };
}
