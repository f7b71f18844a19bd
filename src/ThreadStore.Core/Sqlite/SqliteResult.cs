using SQLitePCL;

namespace ThreadStore.Sqlite;

/// <summary>Sorts SQLite's result codes into what the callers do about them. Takes primary and extended codes.</summary>
internal static class SqliteResult
{
    private const int PrimaryMask = 0xff;
    private const int DatabaseMoved = raw.SQLITE_READONLY | (4 << 8);

    /// <summary>Somebody else holds a lock: not yet, never a failure.</summary>
    public static bool IsBusy(int code) => (code & PrimaryMask) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL;

    /// <summary>The file is not (or no longer) a sound database.</summary>
    public static bool IsCorrupt(int code) => (code & PrimaryMask) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT;

    /// <summary>The file was removed or replaced under the connection.</summary>
    public static bool IsMoved(int code) => code == DatabaseMoved;

    /// <summary>The file cannot be written, although it is the one that was opened.</summary>
    public static bool IsReadOnly(int code) => (code & PrimaryMask) is raw.SQLITE_READONLY && !IsMoved(code);

    /// <summary>
    /// The surroundings failed (disk, memory, lock, file), not the row: the transaction is given up even when SQLite left it open,
    /// because every other row would meet the same.
    /// </summary>
    public static bool IsEnvironment(int code) => IsBusy(code) || IsCorrupt(code) || (code & PrimaryMask) is raw.SQLITE_FULL or raw.SQLITE_IOERR
        or raw.SQLITE_NOMEM or raw.SQLITE_INTERRUPT or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_ABORT;
}
