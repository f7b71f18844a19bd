using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Health;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Queries;
using ThreadStore.Sqlite;
using ThreadStore.Tracing;

namespace ThreadStore;

/// <summary>The threads of one home: rollout files, and an index of them in SQLite that follows by itself.</summary>
/// <remarks>
/// Safe from several threads. Several processes may open one home; one process opens it once. Opening never fails because of the index:
/// log verbs work without it, and what needs it throws. After <see cref="DisposeAsync"/> every verb throws an <see cref="ObjectDisposedException"/>.
/// </remarks>
public partial class LocalThreadStore : IAsyncDisposable, ILiveThreads
{
    // How long a dispose waits for the projection; what is left is projected at the next open.
    private static readonly TimeSpan s_closeTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_closeRetry = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly Dictionary<ThreadId, LiveThread?> _live = [];
    private readonly IIndexWriter _writer;
    private readonly IndexFiles _files;
    private readonly IndexReader _reader;
    private readonly IndexPipeline _pipeline;
    private readonly StoreSeams _seams;
    private readonly LockFolder _locks;
    private bool _isClosed;

    private protected LocalThreadStore(ThreadStoreOptions options, LogHome home, StoreSeams seams, ComposedProjection projection)
    {
        Options = options;
        Home = home;
        _seams = seams;
        TouchTicks = (long)(options.TouchInterval.TotalSeconds * options.Clock.TimestampFrequency);
        Faults = new FaultTally(options.Clock);
        _files = new IndexFiles(home.Directory, options.IndexDirectory, IndexSchema.Hash);
        var refusal = IndexPlace.Refusal(home.Directory, options);
        var machineBoot = seams.MachineBoot ?? MachineBoot.Id;
        _writer = seams.Index ?? (refusal is null ? SqliteIndexWriter.Open(_files, projection, machineBoot) : new NoIndex());
        _reader = new IndexReader(_files, projection, refusal);
        _locks = new LockFolder(home, options.Application ?? Path.GetFileName(Environment.ProcessPath) ?? "threadstore");
        _pipeline = new IndexPipeline(home, _locks, _writer, _reader, this, options, projection, Faults, machineBoot);
        _descriptorBudget = options.DescriptorBudget ?? Libc.DescriptorLimit() / 2;
    }

    /// <summary>The home directory, absolute.</summary>
    public string HomeDirectory => Home.Directory;

    /// <summary>Ends when the threads that were live at an unclean exit are projected.</summary>
    public Task Recovered => _pipeline.Reconciler.Recovered;

    /// <summary>Ends when every rollout of the home has been looked at once since the store was opened, and what was new is projected.</summary>
    public Task CaughtUp => _pipeline.Reconciler.CaughtUp;

    internal ThreadStoreOptions Options { get; }

    internal LogHome Home { get; }

    internal IndexPipeline Pipeline => _pipeline;

    internal IndexReader Reader => _reader;

    internal Projector Projector => _pipeline.Projector;

    internal BufferDrainer Drainer { get; } = new();

    internal long TouchTicks { get; }

    /// <summary>What has failed so far.</summary>
    internal FaultTally Faults { get; }

    /// <summary>Opens a home.</summary>
    /// <remarks>
    /// On a network file system it opens without its index, see <see cref="ThreadStoreOptions.AllowNetworkIndex"/>: lists, reads of rows,
    /// <see cref="Recovered"/> and <see cref="CaughtUp"/> end with an <see cref="UnsupportedException"/>, and who waits for rows waits for the log alone.
    /// </remarks>
    /// <exception cref="InvalidRequestException">The home is a file, or an option is out of its range.</exception>
    /// <exception cref="ConflictException">This process has the home open already.</exception>
    /// <exception cref="StorageFaultException">The home cannot be made or read.</exception>
    /// <exception cref="PlatformNotSupportedException">The platform lacks the file semantics that the log relies on.</exception>
    public static LocalThreadStore Open(ThreadStoreOptions options) => Open(options, default);

    internal static LocalThreadStore Open(ThreadStoreOptions options, StoreSeams seams) => Open(options, seams, OfBuiltInFacts);

    private static LocalThreadStore OfBuiltInFacts(ThreadStoreOptions options, LogHome home, StoreSeams seams) =>
        new(options, home, seams, ComposedProjection.BuiltInOnly);

    private protected static TStore Open<TStore>(
        ThreadStoreOptions options, StoreSeams seams, Func<ThreadStoreOptions, LogHome, StoreSeams, TStore> create, bool reconciles = true)
        where TStore : LocalThreadStore
    {
        ArgumentNullException.ThrowIfNull(options);
        StoreOptionRules.Check(options);
        if (!seams.IsManual)
        {
            FirstOpen.PrepareBeside();
        }

        using var span = StoreSpans.StartOpen();
        var directory = HomeFolder.Prepare(options.Home);
        if (!seams.IsSecondProcess)
        {
            OpenHomes.Claim(directory);
        }

        try
        {
            var home = new LogHome(directory, options.Clock, seams.Device, options.BufferBudgetBytes);
            var store = create(options, home, seams);
            store.Projector.Prime();
            if (!seams.IsManual)
            {
                store.Drainer.Start();
                store._pipeline.Start(reconciles);
            }

            StoreGauges.Add(store);
            return store;
        }
        catch when (!seams.IsSecondProcess)
        {
            OpenHomes.Release(directory);
            throw;
        }
    }

    /// <summary>
    /// Shuts every live thread down, waits a bounded time for what is pending, and closes. What could not be projected is projected at
    /// the next open. Idempotent.
    /// </summary>
    /// <exception cref="StorageFaultException">
    /// The log failed for as long as the wait lasted: buffered lines are lost. The store is closed all the same.
    /// </exception>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var live = new List<LiveThread>();
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            foreach (var thread in _live.Values)
            {
                // Null: being opened by another call, which finds the store closed.
                if (thread is not null)
                {
                    live.Add(thread);
                }
            }
        }

        Projector.Drain();
        // All barriers first, so that the threads share transactions; one deadline for all of them.
        int[] dropped;
        using (var deadline = new CancellationTokenSource(s_closeTimeout, Options.Clock))
        {
            dropped = await Task.WhenAll(live.ConvertAll(thread => EndAsync(thread, deadline.Token))).ConfigureAwait(false);
        }

        StoreGauges.Remove(this);
        Drainer.Dispose();
        _pipeline.Dispose();
        _reader.Dispose();
        _writer.Dispose();
        if (!_seams.IsSecondProcess)
        {
            OpenHomes.Release(Home.Directory);
        }

        if (dropped.Sum() is > 0 and var lines)
        {
            throw new StorageFaultException(
                StoragePart.Log, StorageOutcome.NotAccepted, null, 0, $"the store is closed, but {lines} buffered lines of {dropped.Count(static count => count > 0)} threads could not be written and are lost");
        }
    }

    // A fault of the index is not lost: the log has the lines, and the lock file that stays marks the thread for recovery. Lines that are
    // only buffered are in no log: they are tried again as long as there is time. Gives how many were not written in the end.
    private async Task<int> EndAsync(LiveThread thread, CancellationToken deadline)
    {
        while (true)
        {
            try
            {
                await thread.ShutdownAsync(sync: false, deadline).ConfigureAwait(false);
                return 0;
            }
            catch (StorageFaultException fault) when (fault.Part is StoragePart.Log && thread.HasBuffered && !deadline.IsCancellationRequested)
            {
                await Task.Delay(s_closeRetry, Options.Clock, deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception fault) when (fault is ThreadStoreException or OperationCanceledException)
            {
                return await thread.DiscardAsync().ConfigureAwait(false);
            }
        }
    }

    private protected void CheckOpen() => ObjectDisposedException.ThrowIf(_isClosed, this);
}
