using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;

namespace ThreadStore.Search;

/// <content>One refresh.</content>
public sealed partial class ThreadSearchIndex
{
    private async Task<SearchIndexRefresh> RunRefreshAsync(SearchIndexWriter writer, CancellationToken cancellationToken)
    {
        var (rollouts, unreadable) = (0L, 0L);
        var there = new HashSet<ThreadId>();
        var queue = new RolloutQueue(_home.Layout, ThreadArchiveFilter.Any, static _ => { });
        while (queue.TryTake(out var path))
        {
            there.Add(path.Id);
            rollouts++;
            try
            {
                await TakeInAsync(writer, queue, path, cancellationToken).ConfigureAwait(false);
            }
            catch (ThreadStoreException)
            {
                unreadable++;
            }
        }

        writer.CommitIfDue(isLast: true);
        var compressed = queue.Compressed;
        foreach (var path in compressed)
        {
            there.Add(path.Id);
        }

        var removed = await RemoveGoneAsync(writer, there, cancellationToken).ConfigureAwait(false);
        return new SearchIndexRefresh(rollouts, writer.Lines, removed, compressed.Count, unreadable);
    }

    private async Task TakeInAsync(SearchIndexWriter writer, RolloutQueue queue, RolloutPath path, CancellationToken cancellationToken)
    {
        if (!_home.TryOpenRead(path, out var file))
        {
            if (queue.Moved(path) is not { } moved || !_home.TryOpenRead(moved, out file))
            {
                return;
            }

            path = moved;
        }

        using (file)
        {
            bool isMore;
            do
            {
                await BeginAsync(writer, cancellationToken).ConfigureAwait(false);
                isMore = writer.Advance(file, path);
                writer.CommitIfDue();
            }
            while (isMore);
        }
    }

    private async Task<long> RemoveGoneAsync(SearchIndexWriter writer, HashSet<ThreadId> there, CancellationToken cancellationToken)
    {
        var removed = 0L;
        foreach (var log in writer.ReadLogs())
        {
            // Looked at once more: it may have been moved while the folders were listed.
            if (!there.Contains(log.Id) && !(RolloutPath.TryParse(log.RelativePath, out var path) && _home.GetLength(path) >= 0))
            {
                await BeginAsync(writer, cancellationToken).ConfigureAwait(false);
                writer.Remove(log.Id);
                removed++;
            }
        }

        writer.CommitIfDue(isLast: true);
        if (removed > 0)
        {
            writer.Purge();
        }
        else
        {
            writer.CutWal();
        }

        return removed;
    }

    private async Task BeginAsync(SearchIndexWriter writer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!writer.TryBegin())
        {
            await Task.Delay(s_patience, _home.Clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
