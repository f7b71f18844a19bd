using System;
using System.IO;
using System.Linq;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Accounting;

/// <summary>Tells what one store writes, and where, from here until it is closed.</summary>
/// <remarks>
/// While a store is open its projector alone writes SQLite's files, so that what this thread writes goes there: during a checkpoint into the database,
/// else into the WAL. The rest of the process writes logs. Nothing else may go on in it meanwhile.
/// </remarks>
internal sealed class WriteLedger : IDisposable
{
    // Marks of lock holders, and what the runtime tells itself.
    private const long UnaccountedBytes = 1 << 20;
    private const double UnaccountedShare = 0.01;

    private readonly LocalThreadStore _store;
    private readonly CheckpointWatch _checkpoints = new();
    private readonly int _projector = IoCounters.FindThread("ThreadStore projector");
    private readonly long _logStart;
    private readonly long _projectorStart;
    private readonly long _processStart;

    /// <summary>Begins. The store is the only one that is open.</summary>
    public WriteLedger(LocalThreadStore store)
    {
        _store = store;
        _logStart = LogBytes(store.HomeDirectory);
        _projectorStart = IoCounters.OfThread(_projector);
        _processStart = IoCounters.OfProcess();
    }

    /// <summary>Closes the store, all of whose threads have been flushed, and gives the sums.</summary>
    /// <exception cref="WrongAnswerException">Somebody wrote what is no log and no index.</exception>
    public WrittenBytes Close()
    {
        var projector = IoCounters.OfThread(_projector) - _projectorStart;
        var process = IoCounters.OfProcess() - _processStart;
        var log = LogBytes(_store.HomeDirectory) - _logStart;
        var beforeClose = IoCounters.OfProcess();
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();

        // The logs are complete, so that closing writes nothing but the last checkpoint.
        var atClose = IoCounters.OfProcess() - beforeClose;
        var unaccounted = process - projector - log;
        return unaccounted >= 0 && unaccounted < UnaccountedBytes + (UnaccountedShare * process)
            ? new WrittenBytes(log, projector - _checkpoints.Bytes, _checkpoints.Bytes + atClose, _checkpoints.Count, _checkpoints.Longest)
            : throw new WrongAnswerException($"of {process} bytes written {projector} are the projector's and {log} the logs': {unaccounted} are left");
    }

    /// <summary>Ends listening.</summary>
    public void Dispose() => _checkpoints.Dispose();

    private static long LogBytes(string home) =>
        Directory.EnumerateFiles(Path.Combine(home, "sessions"), "*.jsonl", SearchOption.AllDirectories).Sum(static path => new FileInfo(path).Length);
}
