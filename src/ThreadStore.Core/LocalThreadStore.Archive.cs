using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Lifecycle;
using ThreadStore.Log;
using ThreadStore.Projection;

namespace ThreadStore;

/// <content>Archive and unarchive: the file first, the index after.</content>
public partial class LocalThreadStore
{
    /// <summary>
    /// Moves a thread's rollout, and its further files if it has any, into the archive and waits until its row says so. The files are moved
    /// on the calling thread, unless another verb of this process has the thread: then after it. Can be called again after it was broken
    /// off anywhere. <c>updated_at</c> does not move.
    /// </summary>
    /// <param name="id">The thread.</param>
    /// <param name="cancellationToken">Before the first change: nothing is done. After it: ends the wait for the row.</param>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="InvalidRequestException">The thread is archived, is live here, or its file lies behind a symbolic link or is not a rollout.</exception>
    /// <exception cref="ConflictException">Another file of that name is in the archive, or the file is another thread's.</exception>
    /// <exception cref="ThreadBusyException">Another process writes the thread.</exception>
    /// <exception cref="StorageFaultException">Part Log: the disk failed. Part Index: the file is moved, and the row follows later.</exception>
    public Task ArchiveAsync(ThreadId id, CancellationToken cancellationToken = default) => MoveAsync(id, isArchiving: true, cancellationToken);

    /// <summary>
    /// Moves a thread's rollout out of the archive, into the date folder that its name states, and waits until its row says so. The file is
    /// moved on the calling thread, unless another verb of this process has the thread: then after it. Can be called again after it was broken
    /// off anywhere.
    /// </summary>
    /// <param name="id">The thread.</param>
    /// <param name="cancellationToken">Before the first change: nothing is done. After it: ends the wait for the row.</param>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="InvalidRequestException">The thread is not archived, or its file lies behind a symbolic link or is not a rollout.</exception>
    /// <inheritdoc cref="ArchiveAsync" path="/exception"/>
    public Task UnarchiveAsync(ThreadId id, CancellationToken cancellationToken = default) => MoveAsync(id, isArchiving: false, cancellationToken);

    private async Task MoveAsync(ThreadId id, bool isArchiving, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RolloutPath moved;
        using (await TakeTurnAsync(id, cancellationToken).ConfigureAwait(false))
        using (var hold = Hold(id))
        {
            moved = Move(hold, FindToMove(id, isArchiving), isArchiving);
        }

        // A compressed log cannot be read: only where it lies is told.
        var projected = moved.IsCompressed
            ? Projector.SubmitAsync(StepKind.Relocate, id, moved)
            : _pipeline.CatchUp.RequestAsync(id, moved);
        await projected.WaitAsync(cancellationToken).ConfigureAwait(false);
        RemoveMark(id);
    }

    // Unless it was refused, the lock file stays as the mark of a row that does not know of it yet.
    private RolloutPath Move(ThreadHold hold, List<RolloutPath> sources, bool isArchiving)
    {
        var id = sources[0].Id;
        var owesSync = TakeSyncDebt(id);
        try
        {
            var moved = CollectionMove.Run(Home, id, sources, isArchiving, owesSync);
            hold.MustUnlink = false;
            return moved;
        }
        catch (Exception refusal) when (refusal is InvalidRequestException or ConflictException or ThreadNotFoundException or UnsupportedException)
        {
            KeepSyncDebt(id, owesSync);
            throw;
        }
        catch (Exception fault)
        {
            hold.MustUnlink = false;
            KeepSyncDebt(id, owesSync || fault is StorageFaultException { Outcome: StorageOutcome.Accepted });
            throw;
        }
    }

    private void KeepSyncDebt(ThreadId id, bool owesSync)
    {
        if (owesSync)
        {
            NoteSyncDebt(id);
        }
    }

    // What lies on the side that it is to leave; the texts are those of Codex.
    private List<RolloutPath> FindToMove(ThreadId id, bool isArchiving)
    {
        var isArchived = !isArchiving;
        var sources = FindIndexed(id) is { } indexed && indexed.IsArchived == isArchived
            ? Home.Layout.WithSibling(indexed)
            : Home.Layout.FindIn(id, isArchived);
        if (sources.Count > 0)
        {
            // Else Codex would list the thread in both collections.
            sources.AddRange(Home.Layout.FindFiles(id).Segments.Select(static segment => segment.Path).Where(path => path.IsArchived == isArchived));
            return sources;
        }

        var text = isArchiving ? $"no rollout found for thread id {id}" : $"no archived rollout found for thread id {id}";
        throw Home.Layout.FindIn(id, !isArchived).Count > 0
            ? new InvalidRequestException(isArchiving ? $"{text}: it is archived" : $"{text}: it is not archived")
            : new ThreadNotFoundException(id, text);
    }
}
