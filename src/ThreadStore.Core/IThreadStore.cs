using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Search;

namespace ThreadStore;

/// <summary>What any store of threads can do, wherever it keeps them: files on this machine, a database that many share, or memory.</summary>
/// <remarks>
/// <para>
/// A thread is a log of lines that only grows, and a row of facts that follow from the lines and from nothing else. Lines are appended by
/// a live thread (<see cref="ILiveThread"/>), of which there is at most one per thread at any time. Lists and reads answer from the rows,
/// which may be behind their logs: whoever needs to see a line waits for its <see cref="Position"/>.
/// </para>
/// <para>
/// Errors are those of <see cref="ThreadStoreException"/>, one type per kind, and tell the truth about what was done:
/// <see cref="ThreadNotFoundException"/>, <see cref="InvalidRequestException"/>, <see cref="ConflictException"/>,
/// <see cref="UnsupportedException"/> and <see cref="ThreadBusyException"/> say that nothing was changed, a
/// <see cref="StorageFaultException"/> says by its outcome what was. Each member names those that it gives besides
/// <see cref="StorageFaultException"/>, which any of them can, and <see cref="ObjectDisposedException"/> after
/// <see cref="IAsyncDisposable.DisposeAsync"/>. They come out of the awaited result or out of the call itself.
/// </para>
/// <para>
/// A token that is cancelled before a verb has changed anything ends it with an <see cref="OperationCanceledException"/> and nothing is
/// changed; after that it ends the wait, and what was begun is finished all the same. No verb leaves anything half done.
/// </para>
/// <para>
/// Safe from several threads. Several stores may be open on one place, also in several processes; what one of them has committed the
/// others see, at the latest when they look for its position. Whoever writes another store runs the tests of
/// <c>tests/ThreadStore.Conformance</c> against it: they are this contract, said in code.
/// </para>
/// </remarks>
public interface IThreadStore : IAsyncDisposable
{
    /// <summary>Starts a thread. Nothing of it can be seen, and nothing is left of it, until something is persisted.</summary>
    /// <param name="parameters">What its first line says.</param>
    /// <param name="cancellationToken">Ends the wait for the thread's writer lock.</param>
    /// <exception cref="InvalidRequestException">No working directory, a field out of its range, or the thread is live in this store.</exception>
    /// <exception cref="ConflictException">A thread of that id exists.</exception>
    /// <exception cref="ThreadBusyException">Somebody else holds a thread of that id.</exception>
    public ValueTask<ILiveThread> CreateAsync(CreateThreadParams parameters, CancellationToken cancellationToken = default);

    /// <summary>Opens an existing thread for appending. A mere resume changes neither the log nor the row.</summary>
    /// <param name="id">The thread.</param>
    /// <param name="cancellationToken">Ends the wait for the thread's writer lock.</param>
    /// <exception cref="ThreadNotFoundException">There is no thread of that id.</exception>
    /// <exception cref="InvalidRequestException">The thread is archived, or is live in this store.</exception>
    /// <exception cref="ThreadBusyException">Somebody else writes the thread.</exception>
    public ValueTask<ILiveThread> ResumeAsync(ThreadId id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Starts a thread whose history is that of another one up to a point, and then its own. It is there when the call returns. The parent may
    /// be live, archived, or a fork itself; it is not changed.
    /// </summary>
    /// <param name="parent">The thread that is forked.</param>
    /// <param name="parameters">Where the fork begins, and where it differs; null: at the parent's end, as the parent.</param>
    /// <param name="cancellationToken">Looked at before anything is done.</param>
    /// <exception cref="ThreadNotFoundException">There is no thread of the parent's id.</exception>
    /// <exception cref="InvalidRequestException">
    /// The point is not the end of a line, there is no such turn or it has not ended, a parameter is out of its range, or a thread of the
    /// fork's id is live in this store.
    /// </exception>
    /// <exception cref="ConflictException">A thread of the fork's id exists.</exception>
    /// <exception cref="UnsupportedException"><c>fork</c>: the store does not fork, or cannot read the parent's log.</exception>
    public ValueTask<ILiveThread> ForkAsync(ThreadId parent, ForkThreadParams? parameters = null, CancellationToken cancellationToken = default);

    /// <summary>The row of one thread, archived or not, hidden or not.</summary>
    /// <param name="id">The thread.</param>
    /// <param name="minimum">A position, of this thread as a rule, that must be projected before; null = answer from what is projected.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ThreadNotFoundException">There is no row of that id, or no thread of the position.</exception>
    /// <exception cref="InvalidRequestException">The position lies behind the end of its log.</exception>
    public ValueTask<StoredThread> ReadAsync(ThreadId id, Position? minimum = null, CancellationToken cancellationToken = default);

    /// <summary>One page of threads.</summary>
    /// <param name="query">Which threads, in which order, and from where.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidRequestException">A value out of its range, or a cursor that is not of this query and this store.</exception>
    public ValueTask<ThreadPage> ListAsync(ThreadListQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Streams a thread's lines as they were accepted, of archived threads, too. What was accepted before the first line is asked for is
    /// part of it; what is accepted later may be. Of a fork the lines that it continues come first, as far as they are there. Errors come
    /// with the first line.
    /// </summary>
    /// <param name="id">The thread.</param>
    /// <param name="start">Where to start, and which way to go.</param>
    /// <param name="cancellationToken">Ends the stream between two lines.</param>
    /// <exception cref="ThreadNotFoundException">There is no thread of that id, or nothing of it has been persisted.</exception>
    /// <exception cref="UnsupportedException">The store has the log, and cannot read its form.</exception>
    public IAsyncEnumerable<HistoryEntry> ReadHistoryAsync(ThreadId id, HistoryStart start = HistoryStart.Beginning, CancellationToken cancellationToken = default);

    /// <summary>One page of a thread's turns, of a fork's ancestors', too, as its log has them now.</summary>
    /// <param name="query">Which turns, in which order, and what they carry.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ThreadNotFoundException">There is no thread of that id.</exception>
    /// <exception cref="InvalidRequestException">A value out of its range, or a cursor that is not of turns of this thread.</exception>
    /// <exception cref="UnsupportedException"><c>list_turns</c>: the store has no turns.</exception>
    public ValueTask<TurnPage> ListTurnsAsync(TurnListQuery query, CancellationToken cancellationToken = default);

    /// <summary>One page of a thread's items, of a fork's ancestors', too, as its log has them now.</summary>
    /// <param name="query">Which items, in which order.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ThreadNotFoundException">There is no thread of that id.</exception>
    /// <exception cref="InvalidRequestException">A value out of its range, or a cursor that is not of items of this thread.</exception>
    /// <exception cref="UnsupportedException"><c>list_items</c>: the store has no items.</exception>
    public ValueTask<ItemPage> ListItemsAsync(ItemListQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Looks for a text in what was said, run and put out. Case does not count. Hits are streamed: those of one thread in the order of its
    /// log, threads in any order. What was accepted before the first hit is asked for is looked through. Errors come with the first hit.
    /// </summary>
    /// <param name="query">What to look for, and where.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="InvalidRequestException">The term is blank or too long, or another value is out of its range.</exception>
    /// <exception cref="UnsupportedException"><c>search</c>: the store does not look into contents.</exception>
    public IAsyncEnumerable<SearchHit> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says explicitly what a thread's metadata are, and waits until its row shows it. What is not in the patch stays. A thread that is
    /// not live is opened for the change and closed again; an archived one stays archived.
    /// </summary>
    /// <param name="id">The thread, live in this store or not.</param>
    /// <param name="patch">What to change.</param>
    /// <param name="cancellationToken">Before the change it ends the verb, after it only the wait.</param>
    /// <exception cref="ThreadNotFoundException">There is no thread of that id.</exception>
    /// <exception cref="InvalidRequestException">The patch is empty or one of its values is not allowed.</exception>
    /// <exception cref="ThreadBusyException">Somebody else writes the thread.</exception>
    public Task UpdateMetadataAsync(ThreadId id, ThreadMetadataPatch patch, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves a thread into the archive, and waits until its row says so. Its lines stay, and so do the times of its row but the one of its
    /// archiving. Can be called again after it was broken off anywhere.
    /// </summary>
    /// <param name="id">The thread.</param>
    /// <param name="cancellationToken">Before the change it ends the verb, after it only the wait.</param>
    /// <exception cref="ThreadNotFoundException">There is no thread of that id.</exception>
    /// <exception cref="InvalidRequestException">The thread is archived, or is live in this store.</exception>
    /// <exception cref="ThreadBusyException">Somebody else writes the thread.</exception>
    /// <exception cref="UnsupportedException"><c>archive</c>: the store has one collection only.</exception>
    public Task ArchiveAsync(ThreadId id, CancellationToken cancellationToken = default);

    /// <summary>Moves a thread out of the archive, and waits until its row says so. Can be called again after it was broken off anywhere.</summary>
    /// <param name="id">The thread.</param>
    /// <param name="cancellationToken">Before the change it ends the verb, after it only the wait.</param>
    /// <exception cref="ThreadNotFoundException">There is no thread of that id.</exception>
    /// <exception cref="InvalidRequestException">The thread is not archived.</exception>
    /// <exception cref="ThreadBusyException">Somebody else holds the thread.</exception>
    /// <exception cref="UnsupportedException"><c>archive</c>: the store has one collection only.</exception>
    public Task UnarchiveAsync(ThreadId id, CancellationToken cancellationToken = default);

    /// <summary>Deletes a thread, archived or not, with all that was derived from it. Can be called again after it was broken off anywhere.</summary>
    /// <param name="id">The thread.</param>
    /// <param name="options">Whether forks that continue the thread's log keep it.</param>
    /// <param name="cancellationToken">Before the change it ends the verb, after it only the wait.</param>
    /// <returns>What was removed.</returns>
    /// <exception cref="ThreadNotFoundException">Nothing of the thread is left.</exception>
    /// <exception cref="InvalidRequestException">The thread is live in this store.</exception>
    /// <exception cref="ConflictException">Forks continue its log.</exception>
    /// <exception cref="ThreadBusyException">Somebody else writes the thread.</exception>
    /// <exception cref="UnsupportedException"><c>delete</c>: the store keeps everything.</exception>
    public Task<DeleteReceipt> DeleteAsync(ThreadId id, DeleteThreadOptions options = DeleteThreadOptions.None, CancellationToken cancellationToken = default);

    /// <summary>Waits until lists and reads see what was appended up to a position, whoever appended it.</summary>
    /// <param name="position">What an append returned.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ThreadNotFoundException">There is no thread of that id.</exception>
    /// <exception cref="InvalidRequestException">The log ends before the position.</exception>
    public Task WaitProjectedAsync(Position position, CancellationToken cancellationToken = default);
}
