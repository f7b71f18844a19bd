using System;
using System.Threading;

namespace ThreadStore.Health;

/// <summary>Remembers the last fault and counts them. Any thread; 0 B, so that a full disk costs no memory.</summary>
internal sealed class FaultTally(TimeProvider clock)
{
    // the lock: held for a few instructions
    private readonly Lock _lock = new();
    private StoragePart _part;
    private StorageOutcome _outcome;
    private int _code;
    private string? _message;
    private DateTimeOffset _at;
    private long _inARow;
    private long _total;

    /// <summary>Faults so far.</summary>
    internal long Total
    {
        get
        {
            lock (_lock)
            {
                return _total;
            }
        }
    }

    /// <summary>Something of the storage failed.</summary>
    /// <param name="part">Where.</param>
    /// <param name="outcome">What it meant.</param>
    /// <param name="code">The errno or SQLite's code.</param>
    /// <param name="message">What happened; null for what the code says, which is looked up when somebody asks.</param>
    internal void Note(StoragePart part, StorageOutcome outcome, int code, string? message = null)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            _inARow = _total > 0 && _part == part && _code == code ? _inARow + 1 : 1;
            _total++;
            _part = part;
            _outcome = outcome;
            _code = code;
            _message = message;
            _at = now;
        }
    }

    /// <summary>As <see cref="Note(StoragePart, StorageOutcome, int, string?)"/>; other kinds of errors are no faults of the storage.</summary>
    internal void Note(ThreadStoreException error)
    {
        if (error is StorageFaultException fault)
        {
            Note(fault.Part, fault.Outcome, fault.ErrorCode, fault.Message);
        }
    }

    /// <summary>The last fault; null when there was none.</summary>
    /// <param name="describe">The text of a log's errno.</param>
    internal StoreFault? Last(Func<int, string> describe)
    {
        StoreFault last;
        lock (_lock)
        {
            if (_total == 0)
            {
                return null;
            }

            last = new StoreFault(_part, _outcome, _code, _message ?? "", _at, _inARow);
        }

        return last.Message.Length > 0 ? last : last with { Message = describe(last.ErrorCode) };
    }
}
