using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ThreadStore.Health;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.TestKit;

/// <summary>What the script makes of one apply.</summary>
internal enum ApplyFault
{
    None,

    /// <summary>This row alone.</summary>
    Row,

    /// <summary>The transaction, with everything in it.</summary>
    Transaction,

    /// <summary>The apply throws <see cref="ScriptedIndex.Thrown"/>.</summary>
    Throw,
}

/// <summary>One apply as the index saw it.</summary>
internal sealed record RecordedApply(ThreadId Id, long From, long To, ulong Present, string Preview, bool IsCommitted);

/// <summary>An apply that waits: the test says when it goes on.</summary>
internal sealed class ApplyGate : IDisposable
{
    private readonly ManualResetEventSlim _entered = new();
    private readonly ManualResetEventSlim _released = new();

    /// <summary>Returns once the apply is under way.</summary>
    public void WaitEntered() => Guard.Signal(_entered);

    public void Release() => _released.Set();

    public void Dispose()
    {
        _entered.Dispose();
        _released.Dispose();
    }

    internal void Pass()
    {
        _entered.Set();
        Guard.Signal(_released);
    }
}

/// <summary>The real index under a script: applies can wait, fail or lose their transaction, and each is recorded.</summary>
internal sealed class ScriptedIndex(SqliteIndexWriter inner) : IIndexWriter
{
    private readonly Lock _gate = new();
    private readonly List<RecordedApply> _applies = [];
    private readonly Queue<(ApplyGate? Gate, ApplyFault Fault)> _next = new();
    private int _uncommittedFrom;
    private bool _isNewBatch;
    private bool _isLost;
    private StorageFaultException? _fault;

    public SqliteIndexWriter Inner => inner;

    /// <summary>The threads that each transaction with applies tried, in order.</summary>
    public List<List<ThreadId>> Batches { get; } = [];

    /// <summary>Transactions that were asked for.</summary>
    public int Begins { get; private set; }

    /// <summary>Fails applies of one's choice, in addition to those queued.</summary>
    public Func<ThreadId, ApplyFault>? Poison { get; set; }

    /// <summary>What each transaction's start comes to.</summary>
    public IndexStatus Begin { get; set; } = IndexStatus.Ready;

    /// <summary>What the next commit comes to.</summary>
    public IndexStatus NextCommit { get; set; } = IndexStatus.Ready;

    /// <summary>The next new epoch is made, and the transaction that was to say so fails.</summary>
    public bool LoseNextEpoch { get; set; }

    /// <summary>What an apply with <see cref="ApplyFault.Throw"/> throws.</summary>
    public ThreadStoreException Thrown { get; set; } = new ConflictException("barrier failure");

    /// <summary>Runs before each apply, on the projector's thread.</summary>
    public Action<ThreadDelta>? BeforeApply { get; set; }

    public static StorageFaultException Scripted { get; } = new(StoragePart.Index, StorageOutcome.Accepted, null, 787, "scripted");

    public IReadOnlyList<RecordedApply> Applies
    {
        get
        {
            lock (_gate)
            {
                return [.. _applies];
            }
        }
    }

    public IReadOnlyList<RecordedApply> Committed => [.. Applies.Where(apply => apply.IsCommitted)];

    public long Epoch => inner.Epoch;

    public bool IsCurrent => inner.IsCurrent;

    public ProjectionStall BusyWith => Begin is IndexStatus.Busy ? ScriptedBusy : inner.BusyWith;

    /// <summary>Who is in the way of a transaction that the script makes busy.</summary>
    public ProjectionStall ScriptedBusy { get; set; } = ProjectionStall.IndexLocked;

    public StorageFaultException? LastFault => _fault ?? inner.LastFault;

    /// <summary>The next apply that is not spoken for waits.</summary>
    public ApplyGate BlockNext(ApplyFault then = ApplyFault.None)
    {
        var gate = new ApplyGate();
        lock (_gate)
        {
            _next.Enqueue((gate, then));
        }

        return gate;
    }

    /// <summary>The next applies that are not spoken for fail.</summary>
    public void FailNext(ApplyFault fault, int count = 1)
    {
        lock (_gate)
        {
            for (var i = 0; i < count; i++)
            {
                _next.Enqueue((null, fault));
            }
        }
    }

    /// <summary>Whatever was to fail or wait, and has not yet.</summary>
    public void ClearScript()
    {
        Begin = IndexStatus.Ready;
        NextCommit = IndexStatus.Ready;
        Poison = null;
        lock (_gate)
        {
            _next.Clear();
        }
    }

    public IndexStatus TryBegin()
    {
        Begins++;
        _fault = null;
        if (Begin is not IndexStatus.Ready)
        {
            _fault = Begin is IndexStatus.Faulted ? Scripted : null;
            return Begin;
        }

        lock (_gate)
        {
            _uncommittedFrom = _applies.Count;
        }

        _isNewBatch = true;
        var status = inner.TryBegin();
        if (_isLost)
        {
            _isLost = false;
            inner.Rollback();
            _fault = Scripted;
            return IndexStatus.Faulted;
        }

        return status;
    }

    /// <summary>How many deltas went to the host's row alone.</summary>
    public int HostApplies { get; private set; }

    public ApplyOutcome ApplyHost(ThreadDelta delta, ITextSource texts)
    {
        _fault = null;
        HostApplies++;
        return inner.ApplyHost(delta, texts);
    }

    public ApplyOutcome Apply(ThreadDelta delta, in RolloutFile file, ITextSource texts)
    {
        _fault = null;
        if (_isNewBatch)
        {
            _isNewBatch = false;
            Batches.Add([]);
        }

        Batches[^1].Add(delta.Id);
        (ApplyGate? Gate, ApplyFault Fault) script;
        lock (_gate)
        {
            _applies.Add(new RecordedApply(delta.Id, delta.From, delta.To, delta.Facts.Present, BuiltInFacts.Inline(delta, "Preview"), IsCommitted: false));
            _next.TryDequeue(out script);
        }

        BeforeApply?.Invoke(delta);
        script.Gate?.Pass();
        var fault = script.Fault is ApplyFault.None ? Poison?.Invoke(delta.Id) ?? ApplyFault.None : script.Fault;
        switch (fault)
        {
            case ApplyFault.Row:
                Forget();
                _fault = Scripted;
                return ApplyOutcome.Failed;
            case ApplyFault.Transaction:
                inner.Rollback();
                _fault = Scripted;
                return ApplyOutcome.TransactionGone;
            case ApplyFault.Throw:
                Forget();
                throw Thrown;
            default:
                var outcome = inner.Apply(delta, file, texts);
                if (outcome is not ApplyOutcome.Applied)
                {
                    Forget();
                }

                return outcome;
        }
    }

    public IndexStatus Commit()
    {
        var status = NextCommit;
        NextCommit = IndexStatus.Ready;
        if (status is not IndexStatus.Ready)
        {
            inner.Rollback();
            _fault = status is IndexStatus.Faulted ? Scripted : null;
            return status;
        }

        status = inner.Commit();
        if (status is IndexStatus.Ready)
        {
            lock (_gate)
            {
                for (var i = _uncommittedFrom; i < _applies.Count; i++)
                {
                    _applies[i] = _failed.Contains(i) ? _applies[i] : _applies[i] with { IsCommitted = true };
                }
            }
        }

        return status;
    }

    public ApplyOutcome Replace(ThreadId id) => inner.Replace(id);

    public bool TryReadRow(ThreadId id, out RowState row) => inner.TryReadRow(id, out row);

    public bool Relocate(ThreadId id, string relativePath, bool archived) => inner.Relocate(id, relativePath, archived);

    public bool Remove(ThreadId id) => inner.Remove(id);

    public ApplyOutcome ApplySessionName(ThreadId id, ReadOnlySpan<byte> name, long updatedAtMs) => inner.ApplySessionName(id, name, updatedAtMs);

    public ApplyOutcome ClearSessionNames() => inner.ClearSessionNames();

    public bool TryReadSessionIndexMark(out FileMark mark) => inner.TryReadSessionIndexMark(out mark);

    public ApplyOutcome AdvanceSessionIndexMark(long from, in FileMark mark) => inner.AdvanceSessionIndexMark(from, mark);

    public ApplyOutcome NoteMachineBoot(ReadOnlySpan<byte> boot) => inner.NoteMachineBoot(boot);

    public void Rollback() => inner.Rollback();

    public void Distrust(long epoch) => inner.Distrust(epoch);

    public void Supersede()
    {
        _isLost = LoseNextEpoch;
        LoseNextEpoch = false;
        inner.Supersede();
    }

    public IndexStatus TruncateWal() => inner.TruncateWal();

    public void CheckpointIfDue(bool idle) => inner.CheckpointIfDue(idle);

    public void Dispose() => inner.Dispose();

    private readonly HashSet<int> _failed = [];

    private void Forget()
    {
        lock (_gate)
        {
            _failed.Add(_applies.Count - 1);
        }
    }
}
