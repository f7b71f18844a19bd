using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Projection;
using ThreadStore.Queries;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.TestKit;

/// <summary>A home with a store that the test steps itself: on a clock that stands still, a scripted index and, if asked for, a scripted disk.</summary>
internal sealed class EngineHome : IAsyncDisposable
{
    private LocalThreadStore? _store;
    private ScriptedIndex? _index;
    private bool _isRunning;

    public EngineHome() => Path = Directory.CreateTempSubdirectory("threadstore-engine-").FullName;

    public string Path { get; }

    public FakeClock Clock { get; } = new();

    public ScriptedLogDevice? Device { get; init; }

    /// <summary>What the store projects.</summary>
    public ComposedProjection Projection { get; set; } = ComposedProjection.BuiltInOnly;

    /// <summary>Opens the store; set together with <see cref="Projection"/>.</summary>
    public Func<ThreadStoreOptions, StoreSeams, LocalThreadStore> OpenStore { get; set; } = LocalThreadStore.Open;

    /// <summary>Zero: what is linked is due at once.</summary>
    public TimeSpan Linger { get; init; }

    /// <summary>How long a touch is held; zero: it is due at once.</summary>
    public TimeSpan TouchInterval { get; init; } = TimeSpan.FromSeconds(5);

    public int? DescriptorBudget { get; init; }

    public long BufferBudgetBytes { get; init; } = 64L << 20;

    /// <summary>Which start of the machine the next <see cref="Reopen"/> believes in.</summary>
    public string? MachineBoot { get; set; }

    public LocalThreadStore Store => _store ??= Open();

    /// <summary>The index of <see cref="Store"/>.</summary>
    public ScriptedIndex Index
    {
        get
        {
            _ = Store;
            return _index!;
        }
    }

    public Projector Projector => Store.Projector;

    public CatchUp CatchUp => Store.Pipeline.CatchUp;

    public string LockPath(ThreadId id) => System.IO.Path.Combine(Path, "thread-writer-locks", $"{id}.lock");

    public string[] LockFiles => Directory.Exists(System.IO.Path.Combine(Path, "thread-writer-locks"))
        ? [.. Directory.GetFiles(System.IO.Path.Combine(Path, "thread-writer-locks")).Where(static path => !path.EndsWith("/.coordination.lock", StringComparison.Ordinal))]
        : [];

    public string[] Rollouts => Directory.GetFiles(Path, "rollout-*.jsonl", SearchOption.AllDirectories);

    public IndexFiles Files => new(Path, null, IndexSchema.Hash);

    public ThreadStoreOptions Options => new()
    {
        Home = Path,
        Clock = Clock,
        ProjectionInterval = Linger,
        TouchInterval = TouchInterval,
        RefreshInterval = Timeout.InfiniteTimeSpan,
        DescriptorBudget = DescriptorBudget,
        BufferBudgetBytes = BufferBudgetBytes,
        Application = "tests",
    };

    /// <summary>A thread with a first user message already projected, unless <paramref name="first"/> is null.</summary>
    public LiveThread Create(string? first = null, HistoryMode mode = HistoryMode.Paginated)
    {
        var thread = Store.Create(new CreateThreadParams { Cwd = "/work", HistoryMode = mode });
        if (first is not null)
        {
            thread.AppendUser(first);
            Settle();
        }

        return thread;
    }

    /// <summary>Opens the store anew on the same home: what the next process does.</summary>
    public LocalThreadStore Reopen()
    {
        _store = null;
        return Store;
    }

    /// <summary>The store was closed by the test: the next one is opened anew, and stepped by the test again.</summary>
    public void Stopped()
    {
        _store = null;
        _isRunning = false;
    }

    /// <summary>A second process on the same home, with an index connection of its own.</summary>
    public LocalThreadStore OpenSecond() => LocalThreadStore.Open(Options, new StoreSeams { IsManual = true, IsSecondProcess = true, Device = Device });

    /// <summary>Does everything that is due now: drains, reads, projects.</summary>
    public void Settle() => Settle(Store);

    public static void Settle(LocalThreadStore store)
    {
        store.Drainer.DrainOnce();
        var rounds = 0;
        do
        {
            store.Projector.Step();
            Assert.True(++rounds < 10_000, "the engine does not come to rest");
        }
        while (store.Pipeline.CatchUp.RunOnce());
    }

    /// <summary>One look of the reconciler, and everything that follows from it.</summary>
    public void Reconcile()
    {
        Store.Pipeline.Reconciler.RunOnce();
        Settle();
    }

    /// <summary>One step of the projector on a thread of its own, for applies that wait.</summary>
    public Thread StepAside()
    {
        _ = Store;
        var thread = new Thread(() => Projector.Step()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    public StoredThread? Row(ThreadId id)
    {
        try
        {
            return Store.Read(id);
        }
        catch (ThreadNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The thread's lines as (ordinal, type).</summary>
    public List<string> Lines(ThreadId id)
    {
        var lines = new List<string>();
        var path = Assert.Single(Rollouts, path => path.Contains(id.ToString(), StringComparison.Ordinal));
        lines.AddRange(File.ReadAllLines(path));
        return lines;
    }

    /// <summary>Writes as somebody who knows nothing of us: O_APPEND-like, at the end of the file as it is.</summary>
    public static void AppendForeign(LiveThread thread, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(thread.RolloutPath!, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(bytes);
    }

    /// <summary>Every column of every row is what a rebuild from nothing but the logs gives.</summary>
    public void AssertRowsEqualRebuild()
    {
        using var rebuilt = new RebuiltIndex(Path, Clock, Projection);
        using var left = IndexDump.Open(Files);
        using var right = IndexDump.Open(rebuilt.Files);
        Assert.Empty(IndexDump.Compare(left, right, Projection.Host?.Schema.Table));
    }

    public List<IndexDumpRow> Dump(string table = "threads")
    {
        using var dump = IndexDump.Open(Files);
        return [.. dump.Rows(table)];
    }

    /// <summary>From here on the engine runs on its own threads: for verbs that go on between steps. The test steps no more.</summary>
    public void StartThreads()
    {
        if (!_isRunning)
        {
            _isRunning = true;
            Store.Projector.Start();
            CatchUp.Start(workers: 1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is { } store)
        {
            Index.ClearScript();
            if (Device is not null)
            {
                Device.Script = null;
            }

            // Past every back-off: from here on nothing moves the clock.
            Clock.AdvanceMs(10_000);
            StartThreads();
            await Guard.Task(store.DisposeAsync().AsTask());
        }

        Directory.Delete(Path, recursive: true);
    }

    private LocalThreadStore Open()
    {
        _index = new ScriptedIndex(SqliteIndexWriter.Open(Files, Projection, MachineBoot ?? Log.MachineBoot.Id));
        return OpenStore(Options, new StoreSeams { IsManual = true, Index = _index, Device = Device, IsSecondProcess = true, MachineBoot = MachineBoot });
    }
}
