using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Queries;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;

namespace ThreadStore.Litmus;

/// <summary>
/// The real store on its own threads and a real disk: two appenders on one thread, one on another, barriers, applies that fail and
/// spares that are not at hand.
/// </summary>
internal sealed class StoreHammer
{
    private const int Appenders = 3;
    private const long NumbersOfOne = 1_000_000_000;

    private static readonly TimeSpan s_attemptPatience = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly LocalThreadStore _store;
    private readonly ScriptedIndex _index;
    private readonly ProjectorView _view;
    private readonly Attempts[] _attempts;
    private readonly long[] _written = new long[Appenders];
    private readonly Random _poison;
    private readonly Tally _applies = new();
    private long _ownMisses;

    private StoreHammer(string home, int seed)
    {
        _poison = new Random(seed);
        _index = new ScriptedIndex(SqliteIndexWriter.Open(new IndexFiles(home, null, IndexSchema.Hash), ComposedProjection.BuiltInOnly, MachineBoot.Id));
        _store = LocalThreadStore.Open(
            new ThreadStoreOptions { Home = home, ProjectionInterval = TimeSpan.FromMilliseconds(4), RefreshInterval = Timeout.InfiniteTimeSpan, Application = "litmus" },
            new StoreSeams { Index = _index });
        _view = new ProjectorView(_store.Projector);
        _attempts = [.. Enumerable.Range(0, 2).Select(_ => new Attempts(_store.Create(new CreateThreadParams { Cwd = "/work", HistoryMode = HistoryMode.Paginated })))];
        _index.BeforeApply = OnApply;
        _index.Poison = Fate;
    }

    /// <summary>Plays until the run is over, and checks what is left: every line, and rows that are what a rebuild gives.</summary>
    public static async Task PlayAsync(Run run, Tally total, string home)
    {
        var hammer = new StoreHammer(home, run.HashOf(-1));
        for (var i = 0; i < Appenders; i++)
        {
            var number = i;
            run.Start((dice, tally) => hammer.Append(number, dice, tally));
        }

        run.Join(total);
        hammer._index.ClearScript();
        foreach (var attempts in hammer._attempts)
        {
            await attempts.Thread.FlushAsync().WaitAsync(s_patience);
            hammer.CheckRow(attempts.Thread, attempts.Thread.End.Offset);
        }

        total.Add(Seen.NoSpare, hammer._store.Projector.Deltas.Misses - hammer._ownMisses);
        total.Add(Seen.CatchUpStep, hammer._store.Projector.Counters.Steps);
        await hammer._store.DisposeAsync();
        total.Add(hammer._applies);
        hammer.CheckLines(home);
        CheckRebuild(home);
        Directory.Delete(home, recursive: true);
    }

    private void Append(int number, Random dice, Tally tally)
    {
        var attempts = _attempts[number / 2];
        var spares = dice.Next(64) == 0 ? RentAll() : [];
        for (var left = dice.Next(1, 6); left > 0; left--)
        {
            var durability = (Durability)dice.Next(2);
            if (dice.Next(8) == 0)
            {
                attempts.Thread.AppendTouch(durability);
            }
            else
            {
                attempts.Thread.AppendTokens((number * NumbersOfOne) + _written[number]++, durability);
            }

            Run.Delay(dice);
        }

        spares.ForEach(_store.Projector.Deltas.Return);
        if (dice.Next(4) != 0)
        {
            if (dice.Next(8) == 0)
            {
                AwaitAttempt(attempts);
            }

            Flush(attempts, tally);
        }

        if (dice.Next(16) == 0)
        {
            Flush(attempts, tally);
        }
    }

    // So that the barrier comes while its attempt is under way; without one in time it comes as any other.
    private static void AwaitAttempt(Attempts attempts)
    {
        var end = attempts.Thread.End.Offset;
        var begun = Stopwatch.GetTimestamp();
        while (attempts.End < end && Stopwatch.GetElapsedTime(begun) < s_attemptPatience)
        {
            Thread.SpinWait(4);
        }
    }

    // A spare is missing when all are out: an appender that finds none leaves its range to the log.
    private List<ThreadDelta> RentAll()
    {
        var spares = new List<ThreadDelta>();
        while (_store.Projector.Deltas.TryRent() is { } spare)
        {
            spares.Add(spare);
        }

        Interlocked.Increment(ref _ownMisses);
        return spares;
    }

    private void Flush(Attempts attempts, Tally tally)
    {
        var end = attempts.Thread.End.Offset;
        var projected = attempts.Thread.Projected!;
        var isDue = projected.Committed < end;
        var under = attempts.UnderWay;
        var flushed = attempts.Thread.FlushAsync();
        try
        {
            Wait(flushed, projected);
        }
        catch (StorageFaultException fault) when (fault is { Part: StoragePart.Index, Outcome: StorageOutcome.Accepted })
        {
            tally.Add(Seen.BarrierFailed);
            return;
        }

        CheckRow(attempts.Thread, end);
        tally.Add(
            !isDue ? Seen.BarrierNothingDue
            : under is { } one && one.To >= end && attempts.Number == one.Number ? Seen.BarrierByAttemptUnderWay
            : Seen.BarrierByLaterAttempt);
    }

    // What sleeps unsignalled although a barrier waits, and nothing else will wake it, was not woken. A retry after a failure, and a
    // reader of the log, come back by themselves.
    private void Wait(Task flushed, ProjectedThread projected)
    {
        for (var waited = TimeSpan.Zero; !Ended(flushed, s_glance); waited += s_glance)
        {
            var sleepsOn = true;
            for (var i = 0; i < 100 && sleepsOn; i++)
            {
                sleepsOn = _view.SleepsUnsignalled && projected is { IsUrgent: true, IsDelayed: false, IsCatchingUp: false } && !Ended(flushed, TimeSpan.FromMilliseconds(1));
            }

            if (sleepsOn || waited > s_patience)
            {
                throw new BrokenLawException($"a barrier waits, and the projector {(sleepsOn ? "sleeps" : "does not answer it")}; linked: {projected.Linked}, dirty: {projected.IsDirty}");
            }
        }
    }

    private static bool Ended(Task flushed, TimeSpan within)
    {
        try
        {
            return flushed.Wait(within);
        }
        catch (AggregateException fault)
        {
            throw fault.InnerException!;
        }
    }

    // Projector's thread, as all that follows up to Fate.
    private void OnApply(ThreadDelta delta)
    {
        var attempts = _attempts.First(one => one.Thread.Id == delta.Id);
        attempts.Begin(delta.To);
        if (attempts.FailedTo != 0 && delta.From == attempts.FailedFrom)
        {
            _applies.Add(delta.To > attempts.FailedTo ? Seen.RetainedMerged : Seen.RetainedAlone);
        }

        (attempts.FailedFrom, attempts.FailedTo) = (0, 0);
        (attempts.From, attempts.To) = (delta.From, delta.To);
    }

    private ApplyFault Fate(ThreadId id)
    {
        var attempts = _attempts.First(one => one.Thread.Id == id);
        var fault = _poison.Next(32) switch
        {
            0 => ApplyFault.Row,
            1 => ApplyFault.Transaction,
            _ => ApplyFault.None,
        };
        if (fault is not ApplyFault.None)
        {
            (attempts.FailedFrom, attempts.FailedTo) = (attempts.From, attempts.To);
            attempts.Fail();
        }

        return fault;
    }

    private void CheckRow(LiveThread thread, long end)
    {
        if (!_store.Reader.TryReadState(thread.Id, out var row) || row.Offset < end)
        {
            throw new BrokenLawException(string.Create(CultureInfo.InvariantCulture, $"a barrier at {end} has ended, and the row is at {row.Offset}"));
        }
    }

    private void CheckLines(string home)
    {
        var next = new long[Appenders];
        for (var i = 0; i < Appenders; i++)
        {
            next[i] = i * NumbersOfOne;
        }

        foreach (var path in Directory.GetFiles(home, "rollout-*.jsonl", SearchOption.AllDirectories))
        {
            foreach (var line in File.ReadLines(path).Where(static line => line.Contains("token_count", StringComparison.Ordinal)))
            {
                using var json = JsonDocument.Parse(line);
                var number = json.RootElement.GetProperty("payload").GetProperty("info").GetProperty("total_token_usage").GetProperty("total_tokens").GetInt64();
                var appender = number / NumbersOfOne;
                if (number != next[appender]++)
                {
                    throw new BrokenLawException(string.Create(CultureInfo.InvariantCulture, $"appender {appender}: line {next[appender] - 1} was due, the log has {number}"));
                }
            }
        }

        for (var i = 0; i < Appenders; i++)
        {
            if (next[i] != (i * NumbersOfOne) + _written[i])
            {
                throw new BrokenLawException(string.Create(CultureInfo.InvariantCulture, $"appender {i}: {_written[i]} lines were accepted, the log ends before {next[i]}"));
            }
        }
    }

    private static void CheckRebuild(string home)
    {
        using var rebuilt = new RebuiltIndex(home, TimeProvider.System);
        using var left = IndexDump.Open(new IndexFiles(home, null, IndexSchema.Hash));
        using var right = IndexDump.Open(rebuilt.Files);
        if (IndexDump.Compare(left, right).Take(5).ToList() is { Count: > 0 } differences)
        {
            throw new BrokenLawException($"index and rebuild differ: {string.Join("; ", differences)}");
        }
    }

    private sealed record Attempt(long Number, long To);

    /// <summary>What the index has seen of one thread. The last attempt is for any thread, the rest is the projector's.</summary>
    private sealed class Attempts(LiveThread thread)
    {
        private Attempt _last = new(0, 0);
        private bool _isFailed;

        public LiveThread Thread => thread;

        /// <summary>Where the last attempt ends.</summary>
        public long End => Volatile.Read(ref _last).To;

        public long Number => Volatile.Read(ref _last).Number;

        /// <summary>The last attempt, if it has not failed.</summary>
        public Attempt? UnderWay => Volatile.Read(ref _isFailed) ? null : Volatile.Read(ref _last);

        public long From { get; set; }

        public long To { get; set; }

        public long FailedFrom { get; set; }

        public long FailedTo { get; set; }

        public void Begin(long to)
        {
            Volatile.Write(ref _isFailed, false);
            Volatile.Write(ref _last, new Attempt(_last.Number + 1, to));
        }

        public void Fail() => Volatile.Write(ref _isFailed, true);
    }
}
