using System;
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
