using System;
using System.IO;
using Microsoft.Data.Sqlite;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Append;

/// <summary>What two rivals do with each line: into a file by one write, and what lists need of it into the thread's row.</summary>
internal sealed class LinesAndRow : IDisposable
{
    private readonly SqliteRival _database;
    private readonly FileStream _file;
    private readonly SqliteCommand _upsert;

    /// <summary>Opens both.</summary>
    /// <param name="fileBuffer">Bytes that the file's stream gathers before it writes; 0: one write for each line.</param>
    internal LinesAndRow(int fileBuffer)
    {
        _database = new SqliteRival(
            "CREATE TABLE threads(id BLOB PRIMARY KEY, updated_at_ms INTEGER, tokens_used INTEGER, log_offset INTEGER) WITHOUT ROWID", isExclusive: false);
        _file = new FileStream(_database.File("lines"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, fileBuffer);
        _upsert = _database.Prepare(
            """
            INSERT INTO threads(id, updated_at_ms, tokens_used, log_offset) VALUES (@id, @at, @tokens, @offset)
            ON CONFLICT(id) DO UPDATE SET updated_at_ms = excluded.updated_at_ms, tokens_used = excluded.tokens_used, log_offset = excluded.log_offset
            """,
            ("@id", SqliteType.Blob), ("@at", SqliteType.Integer), ("@tokens", SqliteType.Integer), ("@offset", SqliteType.Integer));
        _upsert.Parameters[0].Value = Guid.CreateVersion7().ToByteArray(bigEndian: true);
    }

    /// <summary>One line and its row.</summary>
    public void Add(ReadOnlySpan<byte> line, long atMs, long tokens)
    {
        _file.Write(line);
        _upsert.Parameters[1].Value = atMs;
        _upsert.Parameters[2].Value = tokens;
        _upsert.Parameters[3].Value = _file.Position;
        _ = _upsert.ExecuteNonQuery();
    }

    /// <summary>Begins a transaction around several rows.</summary>
    public SqliteTransaction Begin()
    {
        var transaction = _database.Connection.BeginTransaction(deferred: true);
        _upsert.Transaction = transaction;
        return transaction;
    }

    /// <summary>Writes what the stream holds, and ends the transaction.</summary>
    public void End(SqliteTransaction transaction)
    {
        _file.Flush();
        transaction.Commit();
        _upsert.Transaction = null;
        transaction.Dispose();
    }

    /// <summary>Requires all lines in the file, and what the last of them says in the row.</summary>
    public void Check(Appender appender)
    {
        LineFile.Check(_database.File("lines"), skipped: 0, appender);
        WrongAnswerException.Require(_database.Number("SELECT log_offset FROM threads"), new FileInfo(_database.File("lines")).Length, "the offset of the rival's row");
        WrongAnswerException.Require(
            _database.Number("SELECT tokens_used FROM threads"), appender.Payloads.TokensAfter(appender.Appended - 1) ?? 0, "the tokens of the rival's row");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _upsert.Dispose();
        _file.Dispose();
        _database.Dispose();
    }
}
