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
