using System.Text;
using ThreadStore.Projection;

namespace ThreadStore.Sqlite;

/// <summary>The statement behind <see cref="RowState"/>, which the writer and the readers share.</summary>
internal static class RowStateSql
{
    /// <summary>The statement for one row. ?1 is the thread's id.</summary>
    public static string Select(ProjectionSchema? host) => $"{SelectAll(host)} WHERE t.id = ?1";

    /// <summary>The statement for all of them, in no order.</summary>
    public static string SelectAll(ProjectionSchema? host) =>
        host is null
            ? $"SELECT {Columns} FROM threads t"
            : $"""
            SELECT {Columns},
                coalesce((SELECT log_offset FROM {host.Table} WHERE id = t.id), 0),
                coalesce((SELECT {host.Settled} FROM {host.Table} WHERE id = t.id), 0)
            FROM threads t
            """;

    /// <summary>The thread of the row on which the statement stands.</summary>
    public static ThreadId ReadId(SqliteStatement row) => ThreadId.FromBytes(row.ColumnBlob(IdColumn));

    /// <summary>Reads the row on which the statement stands; a host's table that is not there yet stands at 0.</summary>
    public static RowState Read(SqliteStatement row, bool hasHost)
    {
        var mark = new FileMark(row.ColumnInt64(0), unchecked((ulong)row.ColumnInt64(1)), unchecked((ulong)row.ColumnInt64(2)));
        var isJoined = row.ColumnCount > HostOffsetColumn;
        var hostOffset = isJoined ? row.ColumnInt64(HostOffsetColumn) : hasHost ? 0 : mark.Offset;
        var settled = new SettledFacts((ulong)row.ColumnInt64(5), isJoined ? (ulong)row.ColumnInt64(HostOffsetColumn + 1) : 0);
        return new RowState(mark, Encoding.UTF8.GetString(row.ColumnText(3)), row.ColumnInt64(4) != 0, hostOffset, settled);
    }

    private const int IdColumn = 6;
    private const int HostOffsetColumn = 7;

    private static string Columns => $"t.log_offset, t.log_head, t.log_tail, t.rollout_path, t.archived, {ThreadFacts.Schema.Settled}, t.id";
}
