using System;
using System.Collections.Generic;
using SQLitePCL;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <content>Lists.</content>
internal sealed partial class IndexReader
{
    /// <summary>Lists a page of threads.</summary>
    /// <exception cref="InvalidRequestException">The page size or the cursor is wrong.</exception>
    /// <exception cref="StorageFaultException">The index could not be read.</exception>
    public ThreadPage List(ThreadListQuery query)
    {
        Check(query);
        var cursor = query.Cursor is null ? Start(query) : ListCursor.Parse(query.Cursor, query);
        return Answer<ListQuestion, ThreadPage>(new ListQuestion(query, cursor));
    }

    /// <summary>Reads one thread; null when the index has none of that id.</summary>
    /// <exception cref="StorageFaultException">The index could not be read.</exception>
    public StoredThread? TryRead(ThreadId id) => Answer<ReadQuestion, StoredThread?>(new ReadQuestion(id));

    private static void Check(ThreadListQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.PageSize is < 1 or > ThreadListQuery.MaxPageSize)
        {
            throw new InvalidRequestException($"page size must be 1 to {ThreadListQuery.MaxPageSize}, not {query.PageSize}");
        }

        if (!Enum.IsDefined(query.Sort) || !Enum.IsDefined(query.Archive))
        {
            throw new InvalidRequestException("unknown sort key or archive filter");
        }
    }

    /// <summary>The place before every thread. No id is smaller than all zeros or larger than all ones, and no time is that far away.</summary>
    private static ListCursor Start(ThreadListQuery query) => new(isUndated: false, query.Ascending ? long.MinValue : long.MaxValue, default);

    /// <summary>Without a thread before the page: bytes that are below or above every id.</summary>
    private static void BindPlace(SqliteStatement statement, bool isAscending, ThreadId? after)
    {
        if (after is not null)
        {
            statement.BindId(2, after.Value);
        }
        else
        {
            statement.BindBlob(2, isAscending ? default : [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]);
        }
    }

    /// <summary>The row of one thread, whose id is the statement's only parameter; the default when there is none.</summary>
    private static TRow? ReadOne<TRow>(ReadConnection connection, SqliteStatement statement, ThreadId id, Func<ReadConnection, SqliteStatement, TRow> read)
    {
        try
        {
            statement.BindId(1, id);
            return statement.Step() switch
            {
                raw.SQLITE_ROW => read(connection, statement),
                raw.SQLITE_DONE => default,
                _ => throw connection.Connection.Failure("cannot read"),
            };
        }
        finally
        {
            statement.Reset();
        }
    }

    private readonly struct ListQuestion(ThreadListQuery query, ListCursor cursor) : IQuestion<ThreadPage>
    {
        public ThreadPage Ask(ReadConnection connection)
        {
            // One more than the page tells whether there is a next one.
            var threads = new List<StoredThread>(Math.Min(query.PageSize + 1, 64));
            if (!cursor.IsUndated)
            {
                Collect(connection, isUndated: false, cursor.Id, threads);
            }

            if (threads.Count <= query.PageSize)
            {
                Collect(connection, isUndated: true, cursor.IsUndated ? cursor.Id : null, threads);
            }

            if (threads.Count <= query.PageSize)
            {
                return new ThreadPage { Threads = threads };
            }

            threads.RemoveAt(query.PageSize);
            var last = threads[^1];
            var key = query.Sort switch
            {
                ThreadSortKey.CreatedAt => last.CreatedAtMs,
                ThreadSortKey.UpdatedAt => last.UpdatedAtMs,
                _ => last.RecencyAtMs,
            };
            return new ThreadPage { Threads = threads, NextCursor = new ListCursor(key is null, key ?? 0, last.Id).Format(query) };
        }

        private void Collect(ReadConnection connection, bool isUndated, ThreadId? after, List<StoredThread> threads)
        {
            var statement = connection.List(query, isUndated);
            try
            {
                if (!isUndated)
                {
                    statement.BindInt64(1, cursor.Milliseconds);
                }

                BindPlace(statement, query.Ascending, after);
                statement.BindInt64(3, query.PageSize + 1 - threads.Count);
                int rc;
                while ((rc = statement.Step()) == raw.SQLITE_ROW)
                {
                    threads.Add(connection.Row.Read(statement));
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
    }

    private readonly struct ReadQuestion(ThreadId id) : IQuestion<StoredThread?>
    {
        public StoredThread? Ask(ReadConnection connection) =>
            ReadOne(connection, connection.Read(), id, static (connection, row) => connection.Row.Read(row));
    }
}
