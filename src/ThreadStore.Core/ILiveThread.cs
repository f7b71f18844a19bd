using System;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore;

/// <summary>A thread that this process writes, in any store: what <see cref="IThreadStore.CreateAsync"/> and <see cref="IThreadStore.ResumeAsync"/> give.</summary>
/// <remarks>
/// <para>
/// Safe from several threads: lines stand in the log in the order in which appends were accepted. As long as the handle lives nobody
/// else writes the thread. Disposing it is <see cref="ShutdownAsync"/>.
/// </para>
/// <para>
/// A call after <see cref="ShutdownAsync"/> or <see cref="DiscardAsync"/> is a <see cref="ThreadNotFoundException"/>, but for those two
/// themselves. Any call can be a <see cref="StorageFaultException"/>, whose outcome says whether the lines are in.
/// </para>
/// </remarks>
public interface ILiveThread : IAsyncDisposable
{
    /// <summary>The thread's id.</summary>
    public ThreadId Id { get; }

    /// <summary>How its lines are numbered.</summary>
    public HistoryMode HistoryMode { get; }

    /// <summary>
    /// The end of what has been accepted: it grows with every line and never shrinks. Only positions of one thread compare; what the
    /// numbers count is the store's own business. Their 0 is a thread without anything persisted.
    /// </summary>
#pragma warning disable CA1716 // As LiveThread names it: languages in which it is a keyword can quote it.
    public Position End { get; }
#pragma warning restore CA1716

    /// <summary>Appends one line, in the order of acceptance. Does not wait for the row.</summary>
    /// <param name="type">The line's type.</param>
    /// <param name="payload">The raw JSON object, on one line; not kept after the result is there.</param>
    /// <param name="durability">What must have happened to the line; the store's default when null. A store may do more than is asked for.</param>
    /// <param name="cancellationToken">Looked at before the line is accepted: a line is in, or the token has ended the call.</param>
    /// <returns>The line's end. Of a line that the persistence policy drops: the end of the log as it is.</returns>
    /// <exception cref="InvalidRequestException">The payload is not a JSON object on one line, or too long.</exception>
    /// <exception cref="ThreadBusyException">The thread had gone dormant, and somebody else writes it now.</exception>
    public ValueTask<Position> AppendAsync(ItemType type, ReadOnlyMemory<byte> payload, Durability? durability = null, CancellationToken cancellationToken = default);

    /// <summary>Appends several lines, all of them or none, and nobody else's between them.</summary>
    /// <param name="items">The lines, in order. Those that the persistence policy drops are left out; those read from a log keep their time.</param>
    /// <param name="durability">What must have happened to the lines; the store's default when null. A store may do more than is asked for.</param>
    /// <param name="cancellationToken">Looked at before the lines are accepted.</param>
    /// <returns>The end of the last one.</returns>
    /// <inheritdoc cref="AppendAsync(ItemType, ReadOnlyMemory{byte}, Durability?, CancellationToken)" path="/exception"/>
    public ValueTask<Position> AppendAsync(ReadOnlyMemory<RolloutItem> items, Durability? durability = null, CancellationToken cancellationToken = default);

    /// <summary>Appends one line and waits until an immediate list or read shows it.</summary>
    /// <param name="type">The line's type.</param>
    /// <param name="payload">The raw JSON object, on one line; not kept after the result is there.</param>
    /// <param name="durability">What must have happened to the line besides; the store's default when null.</param>
    /// <param name="cancellationToken">Cancelled before the append it ends the call, after it only the wait.</param>
    /// <inheritdoc cref="AppendAsync(ItemType, ReadOnlyMemory{byte}, Durability?, CancellationToken)" path="/exception"/>
    public ValueTask<Position> AppendAndFlushAsync(ItemType type, ReadOnlyMemory<byte> payload, Durability? durability = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits until what was accepted before the call is written and projected; for later lines it does not wait. A thread that has
    /// nothing stays nothing.
    /// </summary>
    /// <param name="sync">Also wait until it survives a loss of power.</param>
    /// <param name="cancellationToken">Ends the wait; what is accepted goes on.</param>
    public Task FlushAsync(bool sync = false, CancellationToken cancellationToken = default);

    /// <summary>Makes a thread that has nothing one with its first line, and then waits as <see cref="FlushAsync"/> does.</summary>
    /// <inheritdoc cref="FlushAsync"/>
    public Task PersistAsync(bool sync = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says explicitly what the thread's metadata are, after all lines before it, and waits until its row shows it. Persists a thread
    /// that had nothing.
    /// </summary>
    /// <param name="patch">What to change; what is not in it stays.</param>
    /// <param name="durability">What must have happened to the change besides; the store's default when null.</param>
    /// <param name="cancellationToken">Cancelled before the change it ends the call, after it only the wait.</param>
    /// <exception cref="InvalidRequestException">The patch is empty or one of its values is not allowed.</exception>
    public Task UpdateMetadataAsync(ThreadMetadataPatch patch, Durability? durability = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes what is accepted, waits for the projection, and ends the handle: the thread can be resumed then. Nothing is left of a thread
    /// without anything persisted. Idempotent.
    /// </summary>
    /// <param name="sync">Also wait until everything survives a loss of power.</param>
    /// <param name="cancellationToken">Ends the wait for the projection; the handle is ended all the same.</param>
    public Task ShutdownAsync(bool sync = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the handle without writing what is only buffered; what is written stays, and is projected. It cannot be cancelled: who does
    /// not want to wait lets it go on. Idempotent.
    /// </summary>
    /// <returns>How many buffered lines were dropped.</returns>
    public Task<int> DiscardAsync();
}
