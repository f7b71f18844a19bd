using System.Collections.Generic;
using System.Text;
using SQLitePCL;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>How SQLite means to answer a statement.</summary>
internal static class ListPlan
{
    public const string Sort = "TEMP B-TREE";

    public static List<string> Of(SqliteConnection connection, string sql)
    {
        using var statement = connection.Prepare("EXPLAIN QUERY PLAN " + sql);
        var steps = new List<string>();
        while (statement.Step() == raw.SQLITE_ROW)
        {
            steps.Add(Encoding.UTF8.GetString(statement.ColumnText(3)));
        }

        return steps;
    }
}
