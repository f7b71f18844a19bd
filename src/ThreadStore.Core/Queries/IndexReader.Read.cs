using System;
using SQLitePCL;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <content>Single rows.</content>
internal sealed partial class IndexReader
{
    /// <summary>Reads one thread; null when the index has none of that id.</summary>
    /// <exception cref="StorageFaultException">The index could not be read.</exception>
    public StoredThread? TryRead(ThreadId id) => Answer<ReadQuestion, StoredThread?>(new ReadQuestion(id));

    /// <summary>Reads one thread with a host's facts; null when the index has none of that id.</summary>
    /// <exception cref="StorageFaultException">The index could not be read.</exception>
    public StoredThread<TFacts>? TryReadFacts<TFacts>(ThreadId id)
        where TFacts : struct, IThreadProjection<TFacts> =>
        Answer<FactReadQuestion<TFacts>, StoredThread<TFacts>?>(new FactReadQuestion<TFacts>(id));

    /// <summary>True when a thread is projected up to that position.</summary>
    /// <exception cref="StorageFaultException">The index could not be read.</exception>
    public bool HasProjected(Position position) => Answer<ProjectedQuestion, bool>(new ProjectedQuestion(position));

    /// <summary>The row of one thread, whose id is the statement's only parameter; the default when there is none.</summary>
    private static TRow? ReadOne<TRow>(ReadConnection connection, SqliteStatement statement, ThreadId id, Func<ReadConnection, SqliteStatement, TRow> read)
    {
        try
        {
            statement.BindId(1, id);
            int rc;
            lock (connection.Turn)
            {
                rc = statement.Step();
            }

            return rc switch
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

    private readonly struct ReadQuestion(ThreadId id) : IQuestion<StoredThread?>
    {
        public StoredThread? Ask(ReadConnection connection) =>
            ReadOne(connection, connection.Read(default(NoListHost)), id, static (connection, row) => connection.Row.Read(row));
    }

    private readonly struct FactReadQuestion<TFacts>(ThreadId id) : IQuestion<StoredThread<TFacts>?>
        where TFacts : struct, IThreadProjection<TFacts>
    {
        public StoredThread<TFacts>? Ask(ReadConnection connection) =>
            ReadOne(connection, connection.Read(new FactListHost<TFacts>(new ThreadListQuery<TFacts>())), id, FactRows<TFacts>.Read);
    }

    private readonly struct ProjectedQuestion(Position position) : IQuestion<bool>
    {
        public bool Ask(ReadConnection connection) => connection.HasProjected(position);
    }
}
