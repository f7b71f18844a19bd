using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Faults;

/// <summary>Holds a home against what the writers of its threads were told.</summary>
public static class HomeCheck
{
    /// <summary>The options with which a home is looked at.</summary>
    public static ThreadStoreOptions Options(string home) => new() { Home = home, Application = "faults", RefreshInterval = Timeout.InfiniteTimeSpan };

    /// <summary>The log of a thread; null when there is none.</summary>
    public static string? LogOf(string home, ThreadId id)
    {
        var sessions = Path.Combine(home, "sessions");
        return Directory.Exists(sessions) ? Directory.EnumerateFiles(sessions, $"rollout-*{id}.jsonl", SearchOption.AllDirectories).SingleOrDefault() : null;
    }

    /// <summary>As the home stands, before anybody opens it: what a flush has promised is in the index.</summary>
    public static void CheckProjected(string home, IEnumerable<ThreadLedger> ledgers)
    {
        var promised = ledgers.Where(static ledger => ledger.ProjectedEnd > 0).ToList();
        if (promised.Count == 0)
        {
            return;
        }

        var rows = LocalThreadStore.Peek(Options(home), new ThreadListQuery { PageSize = ThreadListQuery.MaxPageSize }).Threads.ToDictionary(static row => row.Id);
        foreach (var ledger in promised)
        {
            var offset = rows.TryGetValue(ledger.Id, out var row) ? row.LogOffset : 0;
            if (offset < ledger.ProjectedEnd)
            {
                throw new LawException($"thread {ledger.Id}: a flush up to {ledger.ProjectedEnd} was answered, and the row stands at {offset}");
            }
        }
    }

    /// <summary>Opens the home as the next process does, takes every thread up once, and holds logs and index against what was told.</summary>
    public static async Task CheckAsync(string home, IEnumerable<ThreadLedger> ledgers)
    {
        var threads = ledgers.ToList();
        var store = LocalThreadStore.Open(Options(home));
        await using (store.ConfigureAwait(false))
        {
            await store.Recovered.ConfigureAwait(false);
            foreach (var ledger in threads.Where(ledger => LogOf(home, ledger.Id) is not null))
            {
                await store.Resume(ledger.Id).ShutdownAsync().ConfigureAwait(false);
            }

            await store.CaughtUp.ConfigureAwait(false);
        }

        foreach (var ledger in threads)
        {
            ledger.Check(LogOf(home, ledger.Id));
        }

        await CheckIndexAsync(home).ConfigureAwait(false);
    }

    /// <summary>The index says, column by column, what a rebuild from the logs gives; and the logs are whole.</summary>
    public static async Task CheckIndexAsync(string home)
    {
        var differences = await LocalThreadStore.VerifyAsync(Options(home)).ConfigureAwait(false);
        if (differences.Count > 0)
        {
            throw new LawException($"the index is not that of a rebuild: {string.Join("; ", differences)}");
        }
    }

    /// <summary>The real tool finds nothing wrong either.</summary>
    public static async Task CheckByToolAsync(string home)
    {
        var (exitCode, text) = await ChildProcess.RunToolAsync("verify", "--home", home).ConfigureAwait(false);
        if (exitCode != 0)
        {
            throw new LawException($"threadstore verify ends with {exitCode}: {text}");
        }
    }
}
