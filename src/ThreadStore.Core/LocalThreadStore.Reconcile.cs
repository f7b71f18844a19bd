using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Queries;
using ThreadStore.Sqlite;

namespace ThreadStore;

/// <content>Reconcile: every log is looked at once; and what the index says without opening the home.</content>
public partial class LocalThreadStore
{
    /// <summary>
    /// Opens a home, looks at every log once, brings the rows up that are behind, and says which. The index stays what it is: what is in
    /// order is not read again, as a rebuild would.
    /// </summary>
    /// <param name="options">The home, which must be there; no store of this process has it open.</param>
    /// <param name="cancellationToken">Ends the wait; what is missing is brought up by whoever opens the home next.</param>
    /// <exception cref="InvalidRequestException">There is no such home.</exception>
    /// <exception cref="ConflictException">This process has the home open already.</exception>
    /// <exception cref="StorageFaultException">The home or the index cannot be read.</exception>
    public static async Task<ReconcileReport> ReconcileAsync(ThreadStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var home = HomeFolder.Existing(options.Home);
        IReadOnlyDictionary<ThreadId, RowState> before;
        using (var reader = new IndexReader(new IndexFiles(home, options.IndexDirectory, IndexSchema.Hash), refusal: IndexPlace.Refusal(home, options)))
        {
            reader.ThrowIfRefused();
            before = reader.HasIndex ? reader.ReadStates() : new Dictionary<ThreadId, RowState>();
        }

        var store = Open(options);
        await using (store.ConfigureAwait(false))
        {
            await store.CaughtUp.WaitAsync(cancellationToken).ConfigureAwait(false);
            var after = store._reader.ReadStates();
            return new ReconcileReport { Changes = Changes(store.Home, before, after), Rows = after.Count };
        }
    }

    /// <summary>
    /// One page of what a home's index says now, without opening the home: nothing is started or waited for, no log is looked at, and
    /// nothing is written but what SQLite keeps beside a file that it reads. For a menu that must be there at once.
    /// </summary>
    /// <exception cref="InvalidRequestException">There is no such home, or the query is not one.</exception>
    /// <exception cref="StorageFaultException">There is no index, or it cannot be read.</exception>
    public static ThreadPage Peek(ThreadStoreOptions options, ThreadListQuery query)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(query);
        var home = HomeFolder.Existing(options.Home);
        using var reader = new IndexReader(new IndexFiles(home, options.IndexDirectory, IndexSchema.Hash), refusal: IndexPlace.Refusal(home, options));
        return reader.List(query);
    }

    private static List<ReconciledThread> Changes(
        LogHome home, IReadOnlyDictionary<ThreadId, RowState> before, IReadOnlyDictionary<ThreadId, RowState> after)
    {
        var changes = new List<ReconciledThread>();
        foreach (var (id, now) in after)
        {
            if (!before.TryGetValue(id, out var then))
            {
                changes.Add(new ReconciledThread(id, RowChange.Added, 0, now.Mark.Offset));
            }
            else if (now.Mark != then.Mark)
            {
                var change = IsContinued(home, then, now) ? RowChange.Advanced : RowChange.Replaced;
                changes.Add(new ReconciledThread(id, change, then.Mark.Offset, now.Mark.Offset));
            }
            else if (now.RelativePath != then.RelativePath)
            {
                changes.Add(new ReconciledThread(id, RowChange.Moved, then.Mark.Offset, now.Mark.Offset));
            }
        }

        foreach (var (id, then) in before)
        {
            if (!after.ContainsKey(id))
            {
                changes.Add(new ReconciledThread(id, RowChange.Removed, then.Mark.Offset, 0));
            }
        }

        changes.Sort(static (left, right) => left.Id.CompareTo(right.Id));
        return changes;
    }

    // The log still has the bytes that the row was made of before.
    private static bool IsContinued(LogHome home, in RowState then, in RowState now)
    {
        if (!RolloutPath.TryParse(now.RelativePath, out var path) || path.IsCompressed || !home.TryOpenRead(path, out var file))
        {
            return false;
        }

        using (file)
        {
            return LogHashes.Match(file, file.GetLengthOrThrow(), then.Mark);
        }
    }
}
