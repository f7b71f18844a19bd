using System;
using System.Threading;
using SQLitePCL;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <content>Lists.</content>
internal sealed partial class IndexReader
{
    /// <summary>The most threads that one call compares outside of SQLite.</summary>
    internal int MaxCompared { get; init; } = ThreadListQuery.MaxCompared;

    private ulong Origin { get; }

    /// <summary>Lists a page of threads.</summary>
    /// <exception cref="InvalidRequestException">The query or the cursor is wrong, or the minimum position is not projected.</exception>
    /// <exception cref="StorageFaultException">The index could not be read.</exception>
    public ThreadPage List(ThreadListQuery query, CancellationToken cancellationToken = default)
    {
        var rows = new ThreadRows();
        var ends = List(query, default(NoListHost), rows, default, out var fingerprint, cancellationToken);
        return new ThreadPage
        {
            Threads = rows.Threads,
            NextCursor = ListCursor.Format(ends.Next, fingerprint),
            PreviousCursor = ListCursor.Format(ends.Previous, fingerprint),
        };
    }

    /// <summary>Lists a page of threads with a host's facts.</summary>
    /// <exception cref="InvalidRequestException">The query or the cursor is wrong, or the minimum position is not projected.</exception>
    /// <exception cref="StorageFaultException">The index could not be read.</exception>
    public ThreadPage<TFacts> List<TFacts>(ThreadListQuery<TFacts> query, CancellationToken cancellationToken = default)
        where TFacts : struct, IThreadProjection<TFacts>
    {
        var host = new FactListHost<TFacts>(query);
        host.Check();
        var rows = new FactRows<TFacts>();
        var ends = List(query.Threads, host, rows, default, out var fingerprint, cancellationToken);
        return new ThreadPage<TFacts>
        {
            Threads = rows.Threads,
            NextCursor = ListCursor.Format(ends.Next, fingerprint),
            PreviousCursor = ListCursor.Format(ends.Previous, fingerprint),
        };
    }

    /// <summary>Lists a page of threads into the caller's memory. 0 B when a page of that size was there before.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="page">Takes the page.</param>
    /// <param name="cursor">Where to go on, in UTF-8; empty for <see cref="ThreadListQuery.Cursor"/>.</param>
    /// <exception cref="InvalidRequestException">The query or the cursor is wrong, or the minimum position is not projected.</exception>
    /// <exception cref="StorageFaultException">The index could not be read.</exception>
    public void List(ThreadListQuery query, Utf8ThreadPage page, ReadOnlySpan<byte> cursor)
    {
        var ends = List(query, default(NoListHost), page, cursor, out var fingerprint, CancellationToken.None);
        page.End(ends, fingerprint);
    }

    /// <summary>Lists a page of threads with a host's columns into the caller's memory.</summary>
    /// <inheritdoc cref="List(ThreadListQuery, Utf8ThreadPage, ReadOnlySpan{byte})"/>
    public void List<TFacts>(ThreadListQuery<TFacts> query, Utf8ThreadPage page, ReadOnlySpan<byte> cursor)
        where TFacts : struct, IThreadProjection<TFacts>
    {
        var host = new FactListHost<TFacts>(query);
        host.Check();
        var ends = List(query.Threads, host, page, cursor, out var fingerprint, CancellationToken.None);
        page.End(ends, fingerprint);
    }

    private ListEnds List<THost, TRows>(
        ThreadListQuery query, in THost host, TRows rows, ReadOnlySpan<byte> cursor, out ulong fingerprint, CancellationToken cancellationToken)
        where THost : struct, IListHost
        where TRows : class, IListRows
    {
        // Before anything can be refused; a cursor may lie in the page itself.
        Span<byte> copy = stackalloc byte[Math.Min(cursor.Length, ListCursor.TextLength + 1)];
        cursor[..copy.Length].CopyTo(copy);
        rows.Clear();
        ListRules.Check(query);
        fingerprint = ListFingerprint.Of(Origin, query, host);
        ListPlace? from = !copy.IsEmpty ? ListCursor.Parse(copy, fingerprint) : query.Cursor is { } text ? ListCursor.Parse(text, fingerprint) : null;
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Answer<ListWalk<THost, TRows>, ListEnds>(new ListWalk<THost, TRows>(query, host, from, rows, MaxCompared, cancellationToken));
        }
        catch (StorageFaultException) when (cancellationToken.IsCancellationRequested)
        {
            // The statement was interrupted.
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>One page: the walk along the list, in up to two parts, within one snapshot of the index.</summary>
    private readonly struct ListWalk<THost, TRows>(ThreadListQuery query, THost host, ListPlace? from, TRows rows, int maxCompared, CancellationToken cancellationToken)
        : IQuestion<ListEnds>
        where THost : struct, IListHost
        where TRows : class, IListRows
    {
        private readonly THost _host = host;

        public ListEnds Ask(ReadConnection connection)
        {
            rows.Clear();
            // Released before the connection is anybody else's.
            using var interrupt = cancellationToken.UnsafeRegister(static running => ((SqliteConnection)running!).Interrupt(), connection.Connection);
            connection.BeginSnapshot();
            if (query.MinimumPosition is { } minimum && !connection.HasProjected(minimum))
            {
                connection.EndSnapshot();
                throw new InvalidRequestException($"offset {minimum.Offset} of thread {minimum.Thread} is not projected yet: ListAsync waits for it");
            }

            var walk = new WalkState { ComparisonsLeft = maxCompared };
            if (!ListRules.NamesNothing(query))
            {
                Walk(connection, ref walk);
            }

            connection.EndSnapshot();
            return Ends(walk);
        }

        private void Walk(ReadConnection connection, ref WalkState walk)
        {
            var isBackward = from is { IsBackward: true };
            // Threads without the value are the end of the list, in both directions; a list by a host's column leaves them out.
            for (var part = 0; part < 2 && !walk.HasMore; part++)
            {
                var isUndated = (part == 1) != isBackward;
                var isPassed = from is { } place && (isBackward ? isUndated && !place.IsUndated : !isUndated && place.IsUndated);
                if (!isPassed && !(isUndated && _host.OrderBy is not null))
                {
                    WalkPart(connection, isUndated, from is { } here && here.IsUndated == isUndated ? here : null, ref walk);
                }
            }

            if (isBackward)
            {
                rows.Reverse();
            }
        }

        private void WalkPart(ReadConnection connection, bool isUndated, ListPlace? start, ref WalkState walk)
        {
            var isNarrow = ListFilter.IsNeeded(query);
            var isAscending = query.Ascending != from is { IsBackward: true };
            var statement = connection.List(query, _host, isUndated, isAscending, isNarrow);
            var wide = isNarrow ? connection.Read(_host) : statement;
            var key = isUndated ? -1 : ListSql.KeyPosition(query, _host, isNarrow) - 1;
            if (isNarrow)
            {
                connection.Filter.Begin(query);
            }

            try
            {
                ListBinder.BindPlace(statement, start, isAscending);
                statement.BindInt64(3, isNarrow ? long.MaxValue : query.PageSize - rows.Count + 1);
                ListBinder.BindFilters(statement, query, _host);
                int rc;
                while ((rc = statement.Step()) == raw.SQLITE_ROW)
                {
                    if (isNarrow && walk.ComparisonsLeft == 0)
                    {
                        walk.HasMore = true;
                        return;
                    }

                    var here = new ListPlace(isUndated, key < 0 ? 0 : statement.ColumnInt64(key), ThreadId.FromBytes(statement.ColumnBlob(0)));
                    if (isNarrow)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        walk.ComparisonsLeft--;
                        if (!connection.Filter.IsMet(statement))
                        {
                            walk.Last = here;
                            continue;
                        }
                    }

                    // One more than the page tells that there is more.
                    if (rows.Count == query.PageSize || rows.IsFull)
                    {
                        walk.HasMore = true;
                        return;
                    }

                    Add(connection, wide, isNarrow ? here.Id : null);
                    walk.First ??= here;
                    walk.Last = here;
                }

                if (rc != raw.SQLITE_DONE)
                {
                    throw connection.Connection.Failure("cannot list");
                }
            }
            finally
            {
                statement.Reset();
            }
        }

        private void Add(ReadConnection connection, SqliteStatement wide, ThreadId? id)
        {
            if (id is null)
            {
                rows.Add(connection, wide);
                return;
            }

            try
            {
                wide.BindId(1, id.Value);
                if (wide.Step() != raw.SQLITE_ROW)
                {
                    throw connection.Connection.Failure("cannot list");
                }

                rows.Add(connection, wide);
            }
            finally
            {
                wide.Reset();
            }
        }

        private ListEnds Ends(WalkState walk)
        {
            if (from is { IsBackward: true } back)
            {
                return new ListEnds(walk is { HasMore: true, Last: { } last } ? last with { IsBackward = true } : null, walk.First ?? back.TurnedRound);
            }

            ListPlace? previous = from is null ? null : walk.First is { } first ? first with { IsBackward = true } : from.Value.TurnedRound;
            return new ListEnds(previous, walk.HasMore ? walk.Last : null);
        }

        private struct WalkState
        {
            public ListPlace? First;
            public ListPlace? Last;
            public bool HasMore;
            public int ComparisonsLeft;
        }
    }
}
