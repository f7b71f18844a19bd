using System;
using System.Globalization;
using System.Threading.Tasks;
using ThreadStore.Simulation.Laws;

namespace ThreadStore.Simulation.Schedule;

/// <content>The verbs that wait or move, and what a host may conclude from their answers.</content>
internal sealed partial class VerbSchedule
{
    private void Flush(SimulatedThread thread, bool isSynced, bool persist)
    {
        if (thread.Handle is not { } handle)
        {
            return;
        }

        _machine.Say($"{(persist ? "persist" : "flush")} {thread.Ledger.Thread} {isSynced}");
        try
        {
            var end = handle.End.Offset;
            var epoch = thread.Host!.Index.Epoch;
            var task = persist ? handle.PersistAsync(isSynced) : handle.FlushAsync(isSynced);
            _waits.Add(new Wait(task, thread, thread.Host, end, thread.Ledger.Accepted(), isSynced, epoch, null));
        }
        catch (ThreadStoreException refused)
        {
            Refused(thread, refused);
        }
    }

    private void Rename(SimulatedThread thread)
    {
        if (thread.Handle is not { } handle)
        {
            return;
        }

        var line = thread.Ledger.Offer();
        _machine.Say($"rename {line.Marker}");
        var end = handle.End.Offset;
        var epoch = thread.Host!.Index.Epoch;
        try
        {
            var task = handle.UpdateMetadataAsync(new ThreadMetadataPatch { Name = line.Marker });
            _waits.Add(new Wait(task, thread, thread.Host, end, thread.Ledger.Accepted(), IsSynced: false, epoch, line));
        }
        catch (ThreadStoreException refused)
        {
            Refuse(thread, line, refused);
        }
    }

    // What a barrier that has ended well promises is looked at at once.
    private void Take(Wait wait)
    {
        var thread = wait.Thread;
        var failure = wait.Task.Exception?.InnerException;
        if (failure is not (null or ThreadStoreException or OperationCanceledException or ObjectDisposedException))
        {
            throw new BrokenLawException($"a barrier of thread {thread.Ledger.Thread} threw {failure}", failure);
        }

        _machine.Say($"barrier of {thread.Ledger.Thread}: {failure?.GetType().Name ?? (wait.Task.IsCanceled ? "cancelled" : "done")}");
        if (!wait.Task.IsCompletedSuccessfully)
        {
            if (wait.IsSynced)
            {
                thread.Ledger.SyncFailed(wait.Host);
            }

            if (wait.Journal is { } doubtful && failure is StorageFaultException { Outcome: not StorageOutcome.Unknown } fault)
            {
                doubtful.Acceptance = fault.Outcome is StorageOutcome.NotAccepted ? Acceptance.Refused : Acceptance.Written;
            }

            return;
        }

        if (wait.Journal is { } line)
        {
            line.Acceptance = Acceptance.Written;
            thread.Place = Place.Active;
        }

        Ledger.Raise(wait.Lines, wait.IsSynced ? Acceptance.Synced : Acceptance.Written, wait.Host);
        CheckProjected(wait);
    }

    private void CheckProjected(Wait wait)
    {
        if (wait.Offset == 0 || wait.Thread.Place is not Place.Active || wait.Host.IsClosing || wait.Host.Index.Epoch != wait.Epoch)
        {
            return;
        }

        _machine.IsQuiet = true;
        var isThere = wait.Host.Store.Reader.TryReadState(wait.Thread.Id, out var row);
        _machine.IsQuiet = false;
        if (!isThere || row.Offset < wait.Offset)
        {
            throw new BrokenLawException(string.Create(
                CultureInfo.InvariantCulture, $"a barrier of thread {wait.Thread.Ledger.Thread} at {wait.Offset} has ended, and the row is at {(isThere ? row.Offset : -1)}"));
        }
    }

    private async Task ShutdownAsync(SimulatedThread thread, bool isSynced)
    {
        if (thread.Handle is not { } handle)
        {
            return;
        }

        _machine.Say($"shutdown {thread.Ledger.Thread}");
        var accepted = thread.Ledger.Accepted();
        var shutdown = handle.ShutdownAsync(isSynced);
        await PumpAsync(shutdown, "shutdown");
        var failure = Failure(shutdown);
        if (isSynced && failure is not null)
        {
            thread.Ledger.SyncFailed(thread.Host!);
        }

        if (!_machine.IsDead && failure is null or StorageFaultException { Part: StoragePart.Index })
        {
            Ledger.Raise(accepted, isSynced && failure is null ? Acceptance.Synced : Acceptance.Written, thread.Host!);
            thread.LetGo();
        }
    }

    private async Task DiscardAsync(SimulatedThread thread)
    {
        if (thread.Handle is not { } handle)
        {
            return;
        }

        _machine.Say($"discard {thread.Ledger.Thread}");
        var discard = handle.DiscardAsync();
        await PumpAsync(discard, "discard");
        _ = Failure(discard);
        foreach (var line in thread.Ledger.Lines)
        {
            line.Acceptance = line.Acceptance is Acceptance.Buffered && !_machine.IsDead ? Acceptance.Unknown : line.Acceptance;
        }

        thread.LetGo();
    }

    private async Task MoveAsync(Host host, SimulatedThread thread)
    {
        if (thread.Place is not (Place.Active or Place.Archived or Place.ActiveOrArchived))
        {
            return;
        }

        var isArchiving = thread.Place is Place.Active;
        _machine.Say($"{(isArchiving ? "archive" : "unarchive")} {thread.Ledger.Thread} by {_hosts.IndexOf(host)}");
        var before = thread.Place;
        thread.Place = Place.ActiveOrArchived;
        var move = isArchiving ? host.Store.ArchiveAsync(thread.Id) : host.Store.UnarchiveAsync(thread.Id);
        await PumpAsync(move, "move");
        var failure = Failure(move);
        if (_machine.IsDead)
        {
            return;
        }

        if (failure is null)
        {
            Ledger.Raise(thread.Ledger.Accepted(), Acceptance.Written, host);
            thread.Place = isArchiving ? Place.Archived : Place.Active;
            thread.LetGo();
        }
        else if (failure is ThreadBusyException)
        {
            thread.Place = before;
        }
    }

    private async Task DeleteAsync(Host host, SimulatedThread thread)
    {
        if (thread.Place is not (Place.Active or Place.Archived))
        {
            return;
        }

        _machine.Say($"delete {thread.Ledger.Thread}");
        var before = thread.Place;
        thread.Place = Place.MayBeGone;
        var delete = host.Store.DeleteAsync(thread.Id);
        await PumpAsync(delete, "delete");
        var failure = Failure(delete);
        if (_machine.IsDead)
        {
            return;
        }

        if (failure is null)
        {
            thread.Place = Place.Gone;
            thread.LetGo();
        }
        else if (failure is ThreadBusyException or ConflictException)
        {
            thread.Place = before;
        }
    }

    private void Fork(Host host, SimulatedThread parent)
    {
        if (parent.Place is not (Place.Active or Place.Archived))
        {
            return;
        }

        var fork = _newThread();
        _machine.Say($"fork {parent.Ledger.Thread} as {fork.Ledger.Thread}");
        try
        {
            fork.Place = Place.ActiveOrArchived;
            fork.Hold(host, host.Store.Fork(parent.Id, new ForkThreadParams { Id = fork.Id }));
            fork.Place = Place.Active;
        }
        catch (ThreadStoreException refused)
        {
            Refused(fork, refused);
        }
    }

    // Any verb ends with its answer or a typed error.
    private Exception? Failure(Task verb)
    {
        var failure = verb.Exception?.InnerException;
        if (failure is not (null or ThreadStoreException or OperationCanceledException or ObjectDisposedException))
        {
            throw new BrokenLawException($"a verb threw {failure}", failure);
        }

        _machine.Say($"  {failure?.GetType().Name ?? "done"}");
        return failure;
    }
}
