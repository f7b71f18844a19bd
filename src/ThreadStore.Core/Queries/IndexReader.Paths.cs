using System.Collections.Generic;
using System.Text;
using SQLitePCL;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <content>Where rows stand, and where they say that their rollouts lie.</content>
internal sealed partial class IndexReader : IRowStateReader
{
    /// <inheritdoc/>
    public bool HasIndex => _refusal is null && _files.FindNewest() > 0;

    /// <inheritdoc/>
    public UnsupportedException? Refusal => _refusal;

    /// <inheritdoc/>
    public bool TryReadState(ThreadId id, out RowState state)
    {
        if (_refusal is not null)
        {
            state = default;
            return false;
        }

        var answer = Answer<StateQuestion, RowState?>(new StateQuestion(id));
        state = answer.GetValueOrDefault();
        return answer is not null;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<ThreadId, RowState> ReadStates() =>
        _refusal is null ? Answer<StatesQuestion, Dictionary<ThreadId, RowState>>(default) : new Dictionary<ThreadId, RowState>();

    /// <summary>The threads whose rows say that they continue this one's log.</summary>
    /// <exception cref="StorageFaultException">The index could not be read.</exception>
    public List<ThreadId> ReadForks(ThreadId parent) => _refusal is null ? Answer<ForksQuestion, List<ThreadId>>(new ForksQuestion(parent)) : [];

    private readonly struct ForksQuestion(ThreadId parent) : IQuestion<List<ThreadId>>
    {
        public List<ThreadId> Ask(ReadConnection connection)
        {
            var forks = new List<ThreadId>();
            // Asked for by deletes alone: not worth an index, nor keeping it prepared.
            using var rows = connection.Connection.Prepare("SELECT id FROM threads WHERE lower(history_base_thread_id) = ?1 ORDER BY id");
            rows.BindText(1, Encoding.UTF8.GetBytes(parent.ToString()));
            int status;
            while ((status = rows.Step()) == raw.SQLITE_ROW)
            {
                forks.Add(ThreadId.FromBytes(rows.ColumnBlob(0)));
            }

            return status == raw.SQLITE_DONE ? forks : throw connection.Connection.Failure("cannot read the forks");
        }
    }

    /// <inheritdoc/>
    public bool HasSessionNames() => ReadState("session_index") is not null;

    /// <inheritdoc/>
    public string? ReadMachineBoot() => ReadState("machine_boot") is { } boot ? Encoding.UTF8.GetString(boot) : null;

    private byte[]? ReadState(string key) => Answer<StoreStateQuestion, byte[]?>(new StoreStateQuestion(key));

    private readonly struct StoreStateQuestion(string key) : IQuestion<byte[]?>
    {
        public byte[]? Ask(ReadConnection connection)
        {
            using var row = connection.Connection.Prepare("SELECT value FROM store_state WHERE key = ?1"u8);
            row.BindText(1, Encoding.UTF8.GetBytes(key));
            return row.Step() switch
            {
                raw.SQLITE_ROW => row.ColumnBlob(0).ToArray(),
                raw.SQLITE_DONE => null,
                _ => throw connection.Connection.Failure($"cannot read {key}"),
            };
        }
    }

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
