using System;
using System.Globalization;
using System.IO;
using System.Text;
using SQLitePCL;
using ThreadStore.Projection;

namespace ThreadStore.Sqlite;

/// <summary>The tables of the index, the settings of its connections, and the hash that names a file which has just these tables.</summary>
internal static class IndexSchema
{
    /// <summary>"ThSt": marks the file as ours for tools that look at it.</summary>
    private const int ApplicationId = 0x54685374;

    private const int MaxLength = 64 * 1024 * 1024;

    /// <summary>Bytes of a page of a new file. A commit writes whole pages, and a row is short: docs/adr/0020.</summary>
    private const int PageSize = 2048;

    /// <summary>Settings that live in the connection. All that matter are said: the packaged SQLite and a system's differ in their defaults.</summary>
    private const string CommonPragmas = """
        PRAGMA busy_timeout=0;
        PRAGMA foreign_keys=OFF;
        PRAGMA trusted_schema=OFF;
        PRAGMA cell_size_check=ON;
        PRAGMA mmap_size=0;
        PRAGMA temp_store=MEMORY;
        """;

    private const string WriterPragmas = """
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=NORMAL;
        PRAGMA secure_delete=ON;
        PRAGMA wal_autocheckpoint=0;
        PRAGMA journal_size_limit=16777216;
        """;

    // One index per sort order, in which visible and hidden threads of a collection lie apart. Ascending, so that a new thread comes last of its
    // part: at the front SQLite splits pages that it has just filled (docs/adr/0022). Who started a thread never changes, so that index is written
    // when the thread is new.
    private const string CreateIndexes = """
        CREATE INDEX IF NOT EXISTS threads_by_updated ON threads(archived, preview IS NULL, updated_at_ms, id);
        CREATE INDEX IF NOT EXISTS threads_by_created ON threads(archived, preview IS NULL, created_at_ms, id);
        CREATE INDEX IF NOT EXISTS threads_by_recency ON threads(archived, preview IS NULL, recency_at_ms, id);
        CREATE INDEX IF NOT EXISTS threads_by_parent ON threads(parent_thread_id COLLATE NOCASE) WHERE parent_thread_id IS NOT NULL;
        """;

    // What is not a function of one thread's log: names out of the index file that Codex keeps, and watermarks.
    private const string CreateSideTables = """
        CREATE TABLE IF NOT EXISTS session_names(id BLOB PRIMARY KEY, name TEXT, updated_at_ms INTEGER) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS store_state(key TEXT PRIMARY KEY, value);
        """;

    /// <summary>Says since which start of the machine every row is held against its log.</summary>
    internal static ReadOnlySpan<byte> SetMachineBoot =>
        "INSERT INTO store_state (key, value) VALUES ('machine_boot', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value"u8;

    /// <summary>Everything that a new index file needs.</summary>
    internal static string Tables => $"{ThreadFacts.Schema.CreateTable};\n{CreateIndexes}\n{CreateSideTables}";

    /// <summary>
    /// Eight hexadecimal digits over everything that decides what a row holds; they stand in the file's name, so that another schema is
    /// another file. A host's table has a hash of its own in its name.
    /// </summary>
    public static string Hash { get; } = Fnv1a64.Digits($"{ThreadFacts.Schema.Hash}\n{Tables}");

    /// <summary>Sets up a connection to an index; nothing is written before the file has said that it is one.</summary>
    /// <exception cref="SqliteException">SQLite refused, or the file holds something else.</exception>
    public static void Configure(SqliteConnection connection, bool isWriter)
    {
        ConfigureCommon(connection);
        if (!IsOurs(connection))
        {
            throw new SqliteException(raw.SQLITE_NOTADB, "the file holds something else than this version's index");
        }

        connection.Execute(isWriter ? WriterPragmas : "PRAGMA query_only=ON;");
    }

    /// <summary>Bytes of a page of this file, which an earlier version may have made.</summary>
    public static int ReadPageSize(SqliteConnection connection) => (int)ReadPragma(connection, "PRAGMA page_size"u8);

    // A file without rows is true of every log.
    private static void NoteMachineBoot(SqliteConnection connection, string boot)
    {
        using var write = connection.Prepare(SetMachineBoot);
        write.BindText(1, Encoding.UTF8.GetBytes(boot));
        _ = write.Step();
    }

    /// <summary>True when the file says that it was made with just these tables.</summary>
    public static bool IsOurs(SqliteConnection connection) =>
        ReadPragma(connection, "PRAGMA application_id"u8) == ApplicationId && ReadPragma(connection, "PRAGMA user_version"u8) == UserVersion;

    /// <summary>Makes the file of a new epoch, empty, for the owner only. The caller holds the store lock.</summary>
    /// <remarks>
    /// It is built under another name and gets its own by a rename once it is closed, so that nobody ever opens half a schema.
    /// </remarks>
    /// <exception cref="SqliteException">SQLite refused.</exception>
    /// <exception cref="IOException">The file could not be made.</exception>
    public static void Create(IndexFiles files, long epoch, string? machineBoot = null)
    {
        var path = files.UnfinishedPath(epoch);
        files.DeleteUnfinished(epoch);
        using (var file = NativeLock.Open(path, out var errno))
        {
            // SQLite gives the WAL and its shared memory the mode of the database file, so the file is made first.
            if (errno != 0)
            {
                throw new IOException($"cannot create {path} (errno {errno})");
            }
        }

        using (var connection = SqliteConnection.Open(path, SqliteOpenMode.ReadWrite))
        {
            // Before the first table: afterwards it would need a VACUUM.
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size={PageSize}; PRAGMA auto_vacuum=INCREMENTAL;"));
            ConfigureCommon(connection);
            connection.Execute(WriterPragmas);
            connection.CheckpointOnClose(enabled: true);
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
                BEGIN IMMEDIATE;
                {Tables}
                PRAGMA application_id={ApplicationId};
                PRAGMA user_version={UserVersion};
                COMMIT;
                """));
            if (machineBoot is not null)
            {
                NoteMachineBoot(connection, machineBoot);
            }
        }

        var renameErrno = NativeLock.Rename(path, files.DatabasePath(epoch));
        if (renameErrno != 0)
        {
            throw new IOException($"cannot create {files.DatabasePath(epoch)} (errno {renameErrno})");
        }
    }

    private static void ConfigureCommon(SqliteConnection connection)
    {
        connection.LimitLength(MaxLength);
        connection.CheckpointOnClose(enabled: false);
        connection.Execute(CommonPragmas);
    }

    private static int UserVersion => (int)(uint.Parse(Hash, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & int.MaxValue);

    private static long ReadPragma(SqliteConnection connection, ReadOnlySpan<byte> sql)
    {
        using var statement = connection.Prepare(sql);
        return statement.Step() == raw.SQLITE_ROW ? statement.ColumnInt64(0) : throw connection.Failure("cannot read the index");
    }
}
