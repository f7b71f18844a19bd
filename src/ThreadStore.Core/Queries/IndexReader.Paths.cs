using System.Collections.Generic;
using SQLitePCL;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <content>Where rows stand, and where they say that their rollouts lie.</content>
internal sealed partial class IndexReader : IRowStateReader
{
    /// <inheritdoc/>
    public bool HasIndex => _files.FindNewest() > 0;

    /// <inheritdoc/>
    public bool TryReadState(ThreadId id, out RowState state)
    {
        var answer = Answer<StateQuestion, RowState?>(new StateQuestion(id));
        state = answer.GetValueOrDefault();
        return answer is not null;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<ThreadId, RowState> ReadStates() => Answer<StatesQuestion, Dictionary<ThreadId, RowState>>(default);

    private readonly struct StateQuestion(ThreadId id) : IQuestion<RowState?>
    {
        public RowState? Ask(ReadConnection connection) =>
            ReadOne<RowState?>(connection, connection.ReadState(), id, static (connection, row) => connection.ToState(row));
    }

    private readonly struct StatesQuestion : IQuestion<Dictionary<ThreadId, RowState>>
    {
        public Dictionary<ThreadId, RowState> Ask(ReadConnection connection)
        {
            var states = new Dictionary<ThreadId, RowState>();
            using var rows = connection.PrepareStates();
            int status;
            while ((status = rows.Step()) == raw.SQLITE_ROW)
            {
                states.Add(RowStateSql.ReadId(rows), connection.ToState(rows));
            }

            return status == raw.SQLITE_DONE ? states : throw connection.Connection.Failure("cannot read where rows stand");
        }
    }
}
