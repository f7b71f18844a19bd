using System;
using System.Collections.Generic;
using System.Threading;
using ThreadStore.Search;

namespace ThreadStore;

/// <content>Search in the contents of threads.</content>
public partial class LocalThreadStore
{
    /// <summary>
    /// Looks for a text in what was said, run and put out, in the logs themselves: nothing needs to be projected. Hits are handed out as they
    /// are found, those of one thread in the order of its log; threads are looked at newest first, on all cores, and come as they end.
    /// </summary>
    /// <remarks>
    /// Nothing is read before the result is enumerated, and nothing is left behind when the enumerator is disposed, early or not. Buffered
    /// lines of live threads are written first. A rollout that cannot be read is passed over, and told to <see cref="SearchQuery.Progress"/>.
    /// Which texts count, and which letters are the same: docs/search.md.
    /// </remarks>
    /// <exception cref="InvalidRequestException">The term is empty, blank or too long, or another part of the query is out of its range.</exception>
    public IAsyncEnumerable<SearchHit> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default)
    {
        CheckOpen();
        return new ContentSearch(Home, query, DrainAll, TryReadRow).RunAsync(cancellationToken);
    }

    /// <summary>
    /// The full-text index of this home, for ranked searches by words. Nothing is opened or made before it is refreshed, and no other verb
    /// of the store keeps it up to date: it knows what was there at its last <see cref="ThreadSearchIndex.RefreshAsync"/>.
    /// </summary>
    public ThreadSearchIndex SearchIndex()
    {
        CheckOpen();
        return new ThreadSearchIndex(Home, Options.IndexDirectory, DrainAll, TryReadRow, _reader.ThrowIfRefused);
    }

    // A hit is in the log whether or not the index can say more about its thread.
    private StoredThread? TryReadRow(ThreadId id)
    {
        try
        {
            return _reader.TryRead(id);
        }
        catch (Exception e) when (e is StorageFaultException or UnsupportedException or ObjectDisposedException)
        {
            return null;
        }
    }

    private void DrainAll()
    {
        var live = new List<LiveThread>();
        lock (_lock)
        {
            foreach (var thread in _live.Values)
            {
                if (thread is not null)
                {
                    live.Add(thread);
                }
            }
        }

        foreach (var thread in live)
        {
            thread.TryDrain();
        }
    }
}
