using System;
using System.Globalization;
using System.IO;
using SQLitePCL;
using ThreadStore.Sqlite;

namespace ThreadStore.Search;

/// <summary>The tables of the full-text index, and the settings of its connections. The page about it: docs/search.md.</summary>
internal static class SearchSchema
{
    /// <summary>"ThSx": marks the file as ours.</summary>
    private const int ApplicationId = 0x54685378;

    private const int MaxLength = 64 * 1024 * 1024;

    // What version 1 takes out of a line; raised when the same line gives another text.
    private const string Tables = """
        -- texts of version 1
        CREATE TABLE logs(key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, path TEXT NOT NULL, archived INTEGER NOT NULL,
            log_offset INTEGER NOT NULL, head INTEGER NOT NULL, tail INTEGER NOT NULL, last_kind INTEGER NOT NULL, last_text INTEGER NOT NULL);
        CREATE TABLE lines(key INTEGER PRIMARY KEY, log INTEGER NOT NULL, line_offset INTEGER NOT NULL);
        CREATE INDEX lines_by_log ON lines(log);
        CREATE VIRTUAL TABLE texts USING fts5(body, tokenize='unicode61 remove_diacritics 2');
        """;

    private const string CommonPragmas = """
        PRAGMA busy_timeout=0;
        PRAGMA foreign_keys=OFF;
        PRAGMA trusted_schema=OFF;
        PRAGMA cell_size_check=ON;
        PRAGMA mmap_size=0;
        PRAGMA temp_store=MEMORY;
        """;

    // What is deleted is overwritten: a deleted thread must leave.
    private const string WriterPragmas = """
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=NORMAL;
        PRAGMA secure_delete=ON;
        PRAGMA wal_autocheckpoint=1000;
        PRAGMA journal_size_limit=16777216;
        """;

    private static readonly string s_digits = Fnv1a64.Digits(Tables);

    /// <summary>What names the files of this schema.</summary>
    public static string Hash { get; } = $"search-{s_digits}";

    private static int UserVersion => (int)(uint.Parse(s_digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & int.MaxValue);

    /// <summary>Opens a file of this schema.</summary>
    /// <exception cref="SqliteException">SQLite refused, or the file holds something else.</exception>
    public static SqliteConnection Open(string path, bool isWriter)
    {
        var connection = SqliteConnection.Open(path, isWriter ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadOnly);
        try
        {
            ConfigureCommon(connection);
            if (Pragma(connection, "PRAGMA application_id"u8) != ApplicationId || Pragma(connection, "PRAGMA user_version"u8) != UserVersion)
            {
                throw new SqliteException(raw.SQLITE_NOTADB, "the file holds something else than this version's full-text index");
            }

            connection.Execute(isWriter ? WriterPragmas : "PRAGMA query_only=ON;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes the file of a new epoch, empty, for the owner only. The caller holds the store lock.</summary>
    /// <exception cref="SqliteException">SQLite refused.</exception>
    /// <exception cref="IOException">The file could not be made.</exception>
    public static void Create(IndexFiles files, long epoch)
    {
        var path = files.UnfinishedPath(epoch);
        files.DeleteUnfinished(epoch);

        // Made first, because SQLite gives its companions the mode of the database file.
        using (var file = NativeLock.Open(path, out var errno))
        {
            Check(errno, path);
        }

        using (var connection = SqliteConnection.Open(path, SqliteOpenMode.ReadWrite))
        {
            ConfigureCommon(connection);
            connection.Execute(WriterPragmas);
            connection.CheckpointOnClose(enabled: true);
            connection.Execute(string.Create(
                CultureInfo.InvariantCulture, $"BEGIN IMMEDIATE;\n{Tables}\nPRAGMA application_id={ApplicationId};\nPRAGMA user_version={UserVersion};\nCOMMIT;"));
        }

        Check(NativeLock.Rename(path, files.DatabasePath(epoch)), files.DatabasePath(epoch));
    }

    private static void Check(int errno, string path)
    {
        if (errno != 0)
        {
            throw new IOException($"cannot create {path} (errno {errno})");
        }
    }

    private static void ConfigureCommon(SqliteConnection connection)
    {
        connection.LimitLength(MaxLength);
        connection.CheckpointOnClose(enabled: false);
        connection.Execute(CommonPragmas);
    }

    private static long Pragma(SqliteConnection connection, ReadOnlySpan<byte> sql)
    {
        using var statement = connection.Prepare(sql);
        return statement.Step() == raw.SQLITE_ROW ? statement.ColumnInt64(0) : throw connection.Failure("cannot read the full-text index");
    }
}
