using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using SQLitePCL;
using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore.Search;

/// <summary>
/// A full-text index of the visible texts of a home, for ranked searches: a file of its own beside the index, made and brought up to date when
/// somebody asks, and off the way of every append. It may be deleted at any time.
/// </summary>
/// <remarks>
/// Any thread; several processes may refresh one home, and wait for each other. Nothing is held open between calls. The file holds a copy of
/// what was said: delete it by <see cref="DeleteAsync"/> where that is not wanted any more. docs/search.md says what it costs.
/// </remarks>
public sealed partial class ThreadSearchIndex
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(20);

    private readonly LogHome _home;
    private readonly IndexFiles _files;
    private readonly Action _throwIfRefused;
    private readonly Action _prepare;
    private readonly Func<ThreadId, StoredThread?> _row;

    internal ThreadSearchIndex(LogHome home, string? indexDirectory, Action prepare, Func<ThreadId, StoredThread?> row, Action? throwIfRefused = null)
    {
        _home = home;
        _files = new IndexFiles(home.Directory, indexDirectory, SearchSchema.Hash);
        _throwIfRefused = throwIfRefused ?? (static () => { });
        _prepare = prepare;
        _row = row;
    }

    /// <summary>
    /// Takes in what was added to the logs since the last refresh, and takes out the threads that are gone. The first one reads every log from its
    /// start. Cancelled, it keeps what it has taken in so far.
    /// </summary>
    /// <exception cref="StorageFaultException">The index cannot be written; the logs are not affected.</exception>
    /// <exception cref="UnsupportedException">It would lie on a network file system: see <see cref="ThreadStoreOptions.AllowNetworkIndex"/>.</exception>
    public async Task<SearchIndexRefresh> RefreshAsync(CancellationToken cancellationToken = default)
    {
        _throwIfRefused();
        _prepare();
        for (var isSecondTry = false; ; isSecondTry = true)
        {
            SearchIndexWriter? writer = null;
            try
            {
                writer = await OpenWriterAsync(cancellationToken).ConfigureAwait(false);
                return await RunRefreshAsync(writer, cancellationToken).ConfigureAwait(false);
            }
            catch (SqliteException e) when (!isSecondTry && IsUnusable(e.Code))
            {
                // Damaged, or not ours: everything in it is in the logs.
                writer?.Dispose();
                writer = null;
                await ReplaceAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (SqliteException e)
            {
                throw Fault(e.Code, e);
            }
            catch (IOException e)
            {
                throw Fault(raw.SQLITE_CANTOPEN, e);
            }
            finally
            {
                writer?.Dispose();
            }
        }
    }

    /// <summary>Finds the lines that hold all the words, the best first, from the last refresh; none before the first.</summary>
    /// <exception cref="InvalidRequestException">No word is given, or another part of the query is out of its range.</exception>
    /// <exception cref="StorageFaultException">The index cannot be read; when it is damaged the next refresh makes it anew.</exception>
    public IReadOnlyList<RankedSearchHit> Search(RankedSearchQuery query)
    {
        _throwIfRefused();
        var words = Words(query);
        try
        {
            using var epoch = IndexEpoch.TryOpenNewest(_files);
            if (epoch is null)
            {
                return [];
            }

            using var connection = SearchSchema.Open(epoch.DatabasePath, isWriter: false);
            return Find(connection, words, query);
        }
        catch (SqliteException e)
        {
            throw Fault(e.Code, e);
        }
    }

    /// <summary>Deletes the index file, unless somebody refreshes or searches just now: then the next refresh goes on with it.</summary>
    /// <returns>True when nothing of it is left.</returns>
    /// <exception cref="StorageFaultException">The directory of lock files cannot be used.</exception>
    public async Task<bool> DeleteAsync(CancellationToken cancellationToken = default)
    {
        using var alone = await LockAsync(cancellationToken).ConfigureAwait(false);
        return _files.DeleteSuperseded(long.MaxValue, keepCorrupt: false);
    }

    private async Task<SearchIndexWriter> OpenWriterAsync(CancellationToken cancellationToken)
    {
        var epoch = IndexEpoch.TryOpenNewest(_files);
        if (epoch is null)
        {
            using var alone = await LockAsync(cancellationToken).ConfigureAwait(false);
            epoch = IndexEpoch.TryOpenNewest(_files);
            if (epoch is null)
            {
                SearchSchema.Create(_files, _files.NextEpoch(atLeast: 0));
                epoch = IndexEpoch.TryOpenNewest(_files) ?? throw new IOException("the full-text index vanished");
            }

            _ = _files.DeleteSuperseded(epoch.Number);
        }

        return new SearchIndexWriter(epoch);
    }

    // The old file keeps its name, for those who have it open.
    private async Task ReplaceAsync(CancellationToken cancellationToken)
    {
        using var alone = await LockAsync(cancellationToken).ConfigureAwait(false);
        var number = _files.FindNewest();
        if (number > 0)
        {
            _files.MarkCorrupt(number);
        }

        SearchSchema.Create(_files, _files.NextEpoch(number));
        _ = _files.DeleteSuperseded(_files.FindNewest(), keepCorrupt: false);
    }

    private async Task<StoreLock> LockAsync(CancellationToken cancellationToken)
    {
        _files.CreateDirectories();
        var storeLock = new StoreLock(_files.LockDirectory);
        try
        {
            while (!storeLock.TryEnter(out var errno))
            {
                if (errno != 0)
                {
                    throw Fault(raw.SQLITE_CANTOPEN, new IOException($"the store lock cannot be used (errno {errno})"));
                }

                await Task.Delay(s_patience, _home.Clock, cancellationToken).ConfigureAwait(false);
            }

            return storeLock;
        }
        catch
        {
            storeLock.Dispose();
            throw;
        }
    }

    private static bool IsUnusable(int code) => SqliteResult.IsCorrupt(code) || SqliteResult.IsMoved(code) || (code & 0xff) is raw.SQLITE_ERROR or raw.SQLITE_SCHEMA;

    private static StorageFaultException Fault(int code, Exception inner) =>
        new(StoragePart.Index, StorageOutcome.NotAccepted, position: null, code, $"full-text index: {inner.Message}", inner);
}
