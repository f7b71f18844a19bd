using System;

namespace ThreadStore.Sqlite;

/// <summary>A call into SQLite failed where failing is rare; turned into a <see cref="StorageFaultException"/> at the edge of the room.</summary>
internal sealed class SqliteException : Exception
{
    public SqliteException(int code, string message)
        : base(message) => Code = code;

    /// <summary>The extended result code.</summary>
    public int Code { get; }
}
