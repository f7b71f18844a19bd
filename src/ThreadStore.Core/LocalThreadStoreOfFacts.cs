using System;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Queries;

namespace ThreadStore;

/// <summary>
/// The threads of one home with a host's own facts beside the built-in columns: a table of its own, moved in the same transaction and
/// from the same offset.
/// </summary>
/// <remarks>
/// Another version of the projection is another table, filled from the logs in the background while the built-in columns stay as they
/// are; <see cref="LocalThreadStore.CaughtUp"/> ends when it is full. Versions of a host, and stores without one, may have the home open
/// at the same time.
/// </remarks>
/// <typeparam name="TFacts">A struct with <see cref="Projection.Declaring.ThreadProjectionAttribute"/>.</typeparam>
public sealed class LocalThreadStore<TFacts> : LocalThreadStore
    where TFacts : struct, IThreadProjection<TFacts>
{
    private LocalThreadStore(ThreadStoreOptions options, LogHome home, StoreSeams seams)
        : base(options, home, seams, ComposedProjection.With<TFacts>())
    {
    }

    /// <inheritdoc cref="LocalThreadStore.Open(ThreadStoreOptions)"/>
#pragma warning disable CA1000 // The projection is what is opened: LocalThreadStore<TicketFacts>.Open reads as it should.
    public static new LocalThreadStore<TFacts> Open(ThreadStoreOptions options) => Open(options, default);
#pragma warning restore CA1000

    /// <summary>One page of threads with their facts, at once, from what is projected.</summary>
    /// <exception cref="InvalidRequestException">A page size out of its range, an order by a text, or a cursor that is not of this query.</exception>
    /// <exception cref="StorageFaultException">The index cannot be read; the logs are not affected.</exception>
    public ThreadPage<TFacts> List(ThreadListQuery<TFacts> query)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckOpen();
        return Reader.List(query) with { Freshness = Freshness };
    }

    /// <summary>
    /// As <see cref="List(ThreadListQuery{TFacts})"/>, into the caller's memory: the rows' <see cref="Utf8Thread.Facts"/> are the host's columns.
    /// </summary>
    /// <param name="query">What to list.</param>
    /// <param name="page">Takes the rows; what was in it is gone, also when this throws.</param>
    /// <param name="cursor">Where to go on, as the page gives it in UTF-8; empty for <see cref="ThreadListQuery.Cursor"/>.</param>
    public void List(ThreadListQuery<TFacts> query, Utf8ThreadPage page, ReadOnlySpan<byte> cursor = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(page);
        CheckOpen();
        Reader.List(query, page, cursor);
        page.Freshness = Freshness;
    }

    /// <summary>As <see cref="List(ThreadListQuery{TFacts})"/>, once the query's minimum position is projected; see <see cref="LocalThreadStore.ListAsync"/>.</summary>
    public async ValueTask<ThreadPage<TFacts>> ListAsync(ThreadListQuery<TFacts> query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckOpen();
        cancellationToken.ThrowIfCancellationRequested();
        await WaitForAsync(query.Threads.MinimumPosition, cancellationToken).ConfigureAwait(false);
        var page = query.Where.Count > 0 || ListRules.IsFiltered(query.Threads)
            ? await Task.Run(() => Reader.List(query, cancellationToken), cancellationToken).ConfigureAwait(false)
            : Reader.List(query, cancellationToken);
        return page with { Freshness = Freshness };
    }

    /// <summary>One thread's facts, at once, from what is projected; their default while the thread has none.</summary>
    /// <exception cref="ThreadNotFoundException">No row of that id.</exception>
    /// <exception cref="StorageFaultException">The index cannot be read; the logs are not affected.</exception>
    public TFacts ReadFacts(ThreadId id)
    {
        CheckOpen();
        return (Reader.TryReadFacts<TFacts>(id) ?? throw new ThreadNotFoundException(id)).Facts;
    }

    internal static new LocalThreadStore<TFacts> Open(ThreadStoreOptions options, StoreSeams seams) =>
        Open(options, seams, static (options, home, seams) => new LocalThreadStore<TFacts>(options, home, seams));
}
