using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using SQLitePCL;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <content>Lists and reads with a host's facts.</content>
internal sealed partial class IndexReader
{
    /// <summary>Lists one page.</summary>
    /// <exception cref="InvalidRequestException">A page size out of its range, an order by a text, a column that is no fact, or a cursor that is not of this query.</exception>
    /// <exception cref="StorageFaultException">The index could not be read.</exception>
    public ThreadPage<TFacts> List<TFacts>(ThreadListQuery<TFacts> query)
        where TFacts : struct, IThreadProjection<TFacts>
    {
        Check(query.Threads);
        CheckColumns(query);
        if (query.OrderBy is { Type: FactType.Text } text)
        {
            throw new InvalidRequestException($"a list cannot be ordered by {text.Column}: it is a text");
        }

        var fingerprint = FactListSql.Fingerprint(query);
        var cursor = query.Threads.Cursor is { } place ? ListCursor.Parse(place, query.Threads, fingerprint) : Start(query.Threads);
        return Answer<FactListQuestion<TFacts>, ThreadPage<TFacts>>(new FactListQuestion<TFacts>(query, cursor, fingerprint));
    }

    /// <summary>Reads one thread; null when the index has none of that id.</summary>
    /// <exception cref="StorageFaultException">The index could not be read.</exception>
    public StoredThread<TFacts>? TryReadFacts<TFacts>(ThreadId id)
        where TFacts : struct, IThreadProjection<TFacts> =>
        Answer<FactReadQuestion<TFacts>, StoredThread<TFacts>?>(new FactReadQuestion<TFacts>(id));

    // A column that the host made itself may have any name, and names go into the statement as they are.
    private static void CheckColumns<TFacts>(ThreadListQuery<TFacts> query)
        where TFacts : struct, IThreadProjection<TFacts>
    {
        foreach (var column in query.Where.Select(static filter => filter.Column).Append(query.OrderBy))
        {
            if (column is not null && !TFacts.Schema.Columns.Contains(column.Column, StringComparer.Ordinal))
            {
                throw new InvalidRequestException($"the projection has no column {column.Column}");
            }
        }
    }

    private static StoredThread<TFacts> ReadBoth<TFacts>(ReadConnection connection, SqliteStatement row)
        where TFacts : struct, IThreadProjection<TFacts> =>
        new(connection.Row.Read(row), TFacts.Read(new FactRow(row, ThreadRow.ColumnCount)));

    private readonly struct FactListQuestion<TFacts>(ThreadListQuery<TFacts> query, ListCursor cursor, ulong fingerprint) : IQuestion<ThreadPage<TFacts>>
        where TFacts : struct, IThreadProjection<TFacts>
    {
        public ThreadPage<TFacts> Ask(ReadConnection connection)
        {
            // One more than the page tells whether there is a next one.
            var size = query.Threads.PageSize;
            var threads = new List<(StoredThread<TFacts> Thread, long? Key)>(Math.Min(size + 1, 64));
            if (!cursor.IsUndated)
            {
                // A host's number may be the largest there is: the place before every thread is beyond every id as well.
                Collect(connection, isUndated: false, query.Threads.Cursor is null ? null : cursor.Id, threads);
            }

            if (threads.Count <= size && query.OrderBy is null)
            {
                Collect(connection, isUndated: true, cursor.IsUndated ? cursor.Id : null, threads);
            }

            string? next = null;
            if (threads.Count > size)
            {
                threads.RemoveAt(size);
                var (last, key) = threads[^1];
                next = new ListCursor(key is null, key ?? 0, last.Thread.Id).Format(query.Threads, fingerprint);
            }

            return new ThreadPage<TFacts> { Threads = [.. threads.Select(static row => row.Thread)], NextCursor = next };
        }

        private void Collect(ReadConnection connection, bool isUndated, ThreadId? after, List<(StoredThread<TFacts> Thread, long? Key)> threads)
        {
            var statement = connection.Prepared(FactListSql.Build(query, isUndated, connection.HasHostTable()));
            try
            {
                if (!isUndated)
                {
                    statement.BindInt64(1, cursor.Milliseconds);
                }

                BindPlace(statement, query.Threads.Ascending, after);
                statement.BindInt64(3, query.Threads.PageSize + 1 - threads.Count);
                BindFilters(statement);
                var key = KeyColumn();
                int rc;
                while ((rc = statement.Step()) == raw.SQLITE_ROW)
                {
                    threads.Add((ReadBoth<TFacts>(connection, statement), statement.ColumnIsNull(key) ? null : statement.ColumnInt64(key)));
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

        private void BindFilters(SqliteStatement statement)
        {
            for (var i = 0; i < query.Where.Count; i++)
            {
                var filter = query.Where[i];
                if (filter.Text is { } text)
                {
                    statement.BindTextOrEmpty(FactListSql.FirstFilter + i, Encoding.UTF8.GetBytes(text));
                }
                else
                {
                    statement.BindInt64(FactListSql.FirstFilter + i, filter.Number);
                }
            }
        }

        private int KeyColumn()
        {
            if (query.OrderBy is not { } column)
            {
                return ListSql.Key(query.Threads.Sort).Position - 1;
            }

            // It is one of them: CheckColumns.
            var fact = 0;
            while (TFacts.Schema.Columns[fact] != column.Column)
            {
                fact++;
            }

            return ThreadRow.ColumnCount + fact;
        }
    }

    private readonly struct FactReadQuestion<TFacts>(ThreadId id) : IQuestion<StoredThread<TFacts>?>
        where TFacts : struct, IThreadProjection<TFacts>
    {
        public StoredThread<TFacts>? Ask(ReadConnection connection) =>
            ReadOne(connection, connection.Prepared(FactListSql.Read<TFacts>(connection.HasHostTable())), id, ReadBoth<TFacts>);
    }
}
