using System.Text;
using ThreadStore.Projection;

namespace ThreadStore.Sqlite;

/// <summary>The statement behind <see cref="RowState"/>, which the writer and the readers share.</summary>
internal static class RowStateSql
{
    /// <summary>?1 is the thread's id.</summary>
    public const string Select =
        "SELECT log_offset, log_head, log_tail, rollout_path, archived, " + ThreadFacts.SettledExpression + " FROM threads WHERE id = ?1";

    /// <summary>Reads the row on which the statement stands.</summary>
    public static RowState Read(SqliteStatement row)
    {
        var mark = new FileMark(row.ColumnInt64(0), unchecked((ulong)row.ColumnInt64(1)), unchecked((ulong)row.ColumnInt64(2)));
        return new RowState(mark, Encoding.UTF8.GetString(row.ColumnText(3)), row.ColumnInt64(4) != 0, (FactMask)row.ColumnInt64(5));
    }
}
