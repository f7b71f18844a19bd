using System;
using System.Collections.Generic;
using System.Linq;
using SQLitePCL;

namespace ThreadStore.Peer;

/// <summary>Reads Codex's own index, read-only and only while no Codex of that home runs.</summary>
internal static class CodexState
{
    static CodexState()
    {
        Batteries_V2.Init();
    }

    /// <summary>The row of one thread by column name, or null.</summary>
    public static IReadOnlyDictionary<string, object?>? Thread(CodexHome home, string threadId) =>
        Threads(home).SingleOrDefault(row => (string?)row["id"] == threadId);

    /// <summary>All rows of <c>threads</c>, in order of their id. Integers are long, texts string.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, object?>> Threads(CodexHome home)
    {
        home.RequireQuiet();
        Check(raw.sqlite3_open_v2(home.StateDatabase, out var database, raw.SQLITE_OPEN_READONLY, null), database);
        using (database)
        {
            Check(raw.sqlite3_prepare_v2(database, "SELECT * FROM threads ORDER BY id", out var statement), database);
            using (statement)
            {
                var rows = new List<IReadOnlyDictionary<string, object?>>();
                int result;
                while ((result = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
                {
                    rows.Add(Row(statement));
                }

                Check(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result, database);
                return rows;
            }
        }
    }

    private static Dictionary<string, object?> Row(sqlite3_stmt statement)
    {
        var row = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var column = 0; column < raw.sqlite3_column_count(statement); column++)
        {
            row[raw.sqlite3_column_name(statement, column).utf8_to_string()] = raw.sqlite3_column_type(statement, column) switch
            {
                raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column),
                raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, column),
                raw.SQLITE_TEXT => raw.sqlite3_column_text(statement, column).utf8_to_string(),
                raw.SQLITE_BLOB => raw.sqlite3_column_blob(statement, column).ToArray(),
                _ => null,
            };
        }

        return row;
    }

    private static void Check(int result, sqlite3 database)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new InvalidOperationException($"SQLite {result}: {raw.sqlite3_errmsg(database).utf8_to_string()}");
        }
    }
}
