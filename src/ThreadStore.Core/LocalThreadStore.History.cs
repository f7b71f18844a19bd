using System;
using ThreadStore.History;
using ThreadStore.Log;

namespace ThreadStore;

/// <content>History: lines, turns and items, from the logs.</content>
public partial class LocalThreadStore
{
    /// <summary>
    /// Reads the thread's history as a stream, from what is in its log now. Buffered lines of a live thread are written first. Of a fork by reference
    /// the lines that it continues come first; what is missing of them <see cref="HistoryReader.Gap"/> says.
    /// </summary>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="UnsupportedException">The rollout is compressed.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public HistoryReader ReadHistory(ThreadId id, HistoryStart start = HistoryStart.Beginning) => HistoryReader.Open(OpenHistory(id), start);

    /// <summary>Reads the thread's history from a position in it, oldest first, or from there back, newest first.</summary>
    /// <param name="id">The thread.</param>
    /// <param name="from">The end of a line, or the start of its log; of a fork by reference the log may be an ancestor's.</param>
    /// <param name="isBackward">The lines before it instead of those behind it.</param>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="InvalidRequestException">The position is in no log of this history, behind its end, or within a line.</exception>
    /// <exception cref="UnsupportedException">The rollout is compressed.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public HistoryReader ReadHistoryFrom(ThreadId id, Position from, bool isBackward = false) =>
        Reading(OpenHistory(id), chain => HistoryPlaces.From(chain, from, isBackward));

    /// <summary>Reads the thread's history, oldest first, from the first line whose ordinal is that one or a higher one. Legacy threads have no ordinals.</summary>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="InvalidRequestException">No line has such an ordinal.</exception>
    /// <exception cref="UnsupportedException">The rollout is compressed.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public HistoryReader ReadHistoryFromOrdinal(ThreadId id, long ordinal) =>
        Reading(OpenHistory(id), chain => HistoryPlaces.FromOrdinal(chain, OffsetMaps, ordinal));

    /// <summary>Reads the lines of one turn, oldest first: from the line that begins it to the one that begins the next.</summary>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="InvalidRequestException">The thread has no such turn.</exception>
    /// <exception cref="UnsupportedException">The rollout is compressed.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public HistoryReader ReadTurn(ThreadId id, string turnId)
    {
        ArgumentException.ThrowIfNullOrEmpty(turnId);
        return Reading(OpenHistory(id), chain => HistoryPlaces.OfTurn(chain, OffsetMaps, turnId));
    }

    /// <summary>One page of a thread's turns, from what is in its log now. Buffered lines of a live thread are written first.</summary>
    /// <remarks>
    /// A page holds itself; what lies between two pages is not read again where the log is long enough for an offset index beside it, which the first list that
    /// needs it makes. Turns are as Codex's <c>thread/turns/list</c> has them.
    /// </remarks>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="InvalidRequestException">A page size out of its range, or a cursor that is not of this query.</exception>
    /// <exception cref="UnsupportedException">The rollout is compressed.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public TurnPage ListTurns(TurnListQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var isWritten = FindLive(query.Thread) is not null || _locks.IsHeld(query.Thread);
        using var chain = OpenHistory(query.Thread);
        return TurnPager.List(chain, OffsetMaps, query, isWritten);
    }

    /// <summary>One page of a thread's items, from what is in its log now. Buffered lines of a live thread are written first.</summary>
    /// <remarks>As <see cref="ListTurns"/>; items are as Codex's <c>thread/items/list</c> has them, those of legacy threads too.</remarks>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="InvalidRequestException">A page size out of its range, or a cursor that is not of this query.</exception>
    /// <exception cref="UnsupportedException">The rollout is compressed.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public ItemPage ListItems(ItemListQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        using var chain = OpenHistory(query.Thread);
        return ItemPager.List(chain, OffsetMaps, query);
    }

    private OffsetMaps OffsetMaps => new(Home);

    private LogChain OpenHistory(ThreadId id)
    {
        FindLive(id)?.TryDrain();
        return LogChain.Open(Home, FindRollout(id), FindAncestor);
    }

    private RolloutPath? FindAncestor(ThreadId id) => Home.Layout.FindNear(id) ?? FindIndexed(id) ?? Home.Layout.Find(id);

    // The reader owns the chain, unless there is none.
    private static HistoryReader Reading(LogChain chain, Func<LogChain, HistoryReader> open)
    {
        try
        {
            return open(chain);
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }
}
