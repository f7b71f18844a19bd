using System.Collections.Generic;
using System.Text;
using SQLitePCL;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <content>Where rows say that their rollouts lie.</content>
internal sealed partial class IndexReader : IRowStateReader
{
    /// <inheritdoc/>
    public bool HasIndex => _files.FindNewest() > 0;

    /// <inheritdoc/>
    public IReadOnlyList<RowPath> ReadPaths() => Answer<PathsQuestion, List<RowPath>>(default);

    /// <summary>The threads whose rows say that they continue this one's log.</summary>
    /// <exception cref="StorageFaultException">The index could not be read.</exception>
    public List<ThreadId> ReadForks(ThreadId parent) => Answer<ForksQuestion, List<ThreadId>>(new ForksQuestion(parent));

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

    private readonly struct PathsQuestion : IQuestion<List<RowPath>>
    {
        public List<RowPath> Ask(ReadConnection connection)
        {
            var paths = new List<RowPath>();
            // Asked for once per sweep: not worth keeping prepared.
            using var rows = connection.Connection.Prepare("SELECT id, rollout_path FROM threads");
            int status;
            while ((status = rows.Step()) == raw.SQLITE_ROW)
            {
                paths.Add(new RowPath(ThreadId.FromBytes(rows.ColumnBlob(0)), Encoding.UTF8.GetString(rows.ColumnText(1))));
            }

            return status == raw.SQLITE_DONE ? paths : throw connection.Connection.Failure("cannot read the paths");
        }
    }
}
