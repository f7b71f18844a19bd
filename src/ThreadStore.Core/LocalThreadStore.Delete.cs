using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Lifecycle;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore;

/// <content>Delete: the files first, the index after, and a receipt.</content>
public partial class LocalThreadStore
{
    /// <summary>Deletes a thread; see <see cref="DeleteAsync(ThreadId, DeleteThreadOptions, CancellationToken)"/>.</summary>
    /// <inheritdoc cref="DeleteAsync(ThreadId, DeleteThreadOptions, CancellationToken)"/>
    public Task<DeleteReceipt> DeleteAsync(ThreadId id, CancellationToken cancellationToken = default) => DeleteAsync(id, DeleteThreadOptions.None, cancellationToken);

    /// <summary>
    /// Deletes a thread: its rollouts in both collections, plain and compressed, further files of its own, what was derived from them, its
    /// torn fragments, its lines in the file of names, its rows; then waits until the deleted rows' bytes are in no file of the index. The
    /// files are removed on the calling thread, unless another verb of this process has the thread: then after it. Can be called again
    /// after it was broken off anywhere.
    /// </summary>
    /// <param name="id">The thread.</param>
    /// <param name="options">Whether forks that continue the thread's log keep it.</param>
    /// <param name="cancellationToken">Before the first change: nothing is done. After it: ends the wait for the index.</param>
    /// <returns>What was removed.</returns>
    /// <exception cref="ThreadNotFoundException">Nothing of the thread is left.</exception>
    /// <exception cref="InvalidRequestException">The thread is live here, or one of its files lies behind a symbolic link.</exception>
    /// <exception cref="ConflictException">Forks continue its log; the message names them.</exception>
    /// <exception cref="ThreadBusyException">Another process writes the thread.</exception>
    /// <exception cref="StorageFaultException">Part Log: the disk failed. Part Index: the files are gone, and the rows follow later.</exception>
    public async Task<DeleteReceipt> DeleteAsync(ThreadId id, DeleteThreadOptions options, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DeleteReceipt receipt;
        using (await TakeTurnAsync(id, cancellationToken).ConfigureAwait(false))
        using (var hold = Hold(id))
        {
            (receipt, var remains) = Plan(id);
            if (receipt.Forks.Count > 0 && !options.HasFlag(DeleteThreadOptions.EvenIfForked))
            {
                throw new ConflictException($"thread {id} cannot be deleted: its log is continued by {string.Join(", ", receipt.Forks)}");
            }

            remains.Remove(_locks);
            _ = TakeSyncDebt(id);
            hold.MustUnlink = true;
        }

        await ForgetAsync(receipt).WaitAsync(cancellationToken).ConfigureAwait(false);
        return receipt with { IsDone = true };
    }

    /// <summary>Says what a delete would remove, and which forks would keep it from that. Changes nothing.</summary>
    /// <exception cref="ThreadNotFoundException">Nothing of the thread is left.</exception>
    /// <exception cref="InvalidRequestException">One of its files lies behind a symbolic link.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public DeleteReceipt PlanDelete(ThreadId id)
    {
        CheckOpen();
        return Plan(id).Receipt;
    }

    private (DeleteReceipt Receipt, ThreadRemains Remains) Plan(ThreadId id)
    {
        var indexed = TryReadPath(id, out var hasRow);
        var remains = ThreadRemains.Find(Home, id, indexed);
        if (remains.IsEmpty && !hasRow)
        {
            throw new ThreadNotFoundException(id);
        }

        var receipt = new DeleteReceipt
        {
            Thread = id,
            IsDone = false,
            Files = remains.Files,
            NameLines = remains.NameLines,
            HadRow = hasRow,
            Forks = FindForks(id, remains.Logs),
        };
        return (receipt, remains);
    }

    private RolloutPath? TryReadPath(ThreadId id, out bool hasRow)
    {
        hasRow = false;
        try
        {
            hasRow = _reader.TryReadState(id, out var row);
            return hasRow && RolloutPath.TryParse(row.RelativePath, out var path) ? path : null;
        }
        catch (StorageFaultException)
        {
            // The index is not readable now: the files are.
            return null;
        }
    }

    // By the rows; a rollout that has none yet, because its thread was made a moment ago or there is no index, by its first line.
    private List<ThreadId> FindForks(ThreadId id, IReadOnlyList<ThreadId> logs)
    {
        var (rows, forks) = ReadForks(logs);
        foreach (var path in Home.Layout.Enumerate())
        {
            if (!path.IsCompressed && path.Id != id && !rows.ContainsKey(path.Id) && !forks.Contains(path.Id) && Home.TryOpenRead(path, out var file))
            {
                using (file)
                {
                    if (HistoryBase.Read(file, path.Id) is { } history && logs.Contains(history.Parent))
                    {
                        forks.Add(path.Id);
                    }
                }
            }
        }

        return forks;
    }

    // The rows first: one that is written between the two looks is then at worst read from its rollout besides.
    private (IReadOnlyDictionary<ThreadId, RowState> Rows, List<ThreadId> Forks) ReadForks(IReadOnlyList<ThreadId> logs)
    {
        try
        {
            var rows = _reader.ReadStates();
            return (rows, [.. logs.SelectMany(_reader.ReadForks).Order()]);
        }
        catch (StorageFaultException)
        {
            // The index is not readable now: the rollouts are.
            return (new Dictionary<ThreadId, RowState>(), []);
        }
    }

    // Rows, names, and what forks show of the thread; at last the WAL, which still has all of it.
    private async Task ForgetAsync(DeleteReceipt receipt)
    {
        var forgotten = new List<Task> { Projector.SubmitAsync(StepKind.Remove, receipt.Thread) };
        if (receipt.NameLines > 0)
        {
            forgotten.Add(_pipeline.Reconciler.LookAtNamesAsync());
        }

        foreach (var fork in receipt.Forks)
        {
            if ((FindIndexed(fork) ?? Home.Layout.Find(fork)) is { IsCompressed: false } path)
            {
                forgotten.Add(_pipeline.CatchUp.RequestAsync(fork, path, isAnew: true));
            }
        }

        await Task.WhenAll(forgotten).ConfigureAwait(false);
        await Projector.SubmitAsync(StepKind.Scrub, receipt.Thread).ConfigureAwait(false);
    }
}
