using System;
using System.Collections.Generic;
using System.Text;
using SQLitePCL;
using ThreadStore.Items;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Search;

/// <summary>One refresh's hold on the full-text index: takes logs in and out. One caller; each transaction leaves whole threads' states.</summary>
/// <remarks>
/// A log's row says how far it was taken in and of which bytes that is true. It is read and moved in one transaction that holds the
/// write lock from its start: so each line is taken in once, whoever refreshes.
/// </remarks>
internal sealed class SearchIndexWriter : IDisposable
{
    // What one transaction may take in: it can be lost, and others wait for it.
    private const long BatchBytes = 8L << 20;

    private readonly SqliteConnection _connection;
    private readonly IndexEpoch _epoch;
    private readonly SqliteStatement _read;
    private readonly SqliteStatement _insertLog;
    private readonly SqliteStatement _moveLog;
    private readonly SqliteStatement _insertLine;
    private readonly SqliteStatement _insertText;
    private readonly LineText _text = new();
    private long _batchBytes;

    /// <summary>Takes over the epoch, whatever happens.</summary>
    public SearchIndexWriter(IndexEpoch epoch)
    {
        _epoch = epoch;
        try
        {
            _connection = SearchSchema.Open(epoch.DatabasePath, isWriter: true);
            _read = _connection.Prepare("SELECT key, path, log_offset, head, tail, last_kind, last_text FROM logs WHERE id = ?1"u8);
            _insertLog = _connection.Prepare("INSERT INTO logs(id, path, archived, log_offset, head, tail, last_kind, last_text) VALUES(?1, '', 0, 0, 0, 0, 0, 0) RETURNING key"u8);
            _moveLog = _connection.Prepare("UPDATE logs SET path = ?2, archived = ?3, log_offset = ?4, head = ?5, tail = ?6, last_kind = ?7, last_text = ?8 WHERE key = ?1"u8);
            _insertLine = _connection.Prepare("INSERT INTO lines(log, line_offset) VALUES(?1, ?2) RETURNING key"u8);
            _insertText = _connection.Prepare("INSERT INTO texts(rowid, body) VALUES(?1, ?2)"u8);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The number of the epoch that is written.</summary>
    public long Epoch => _epoch.Number;

    /// <summary>Lines that were taken in.</summary>
    public long Lines { get; private set; }

    /// <summary>Begins a transaction unless one is open; false while somebody else has one.</summary>
    public bool TryBegin()
    {
        if (_connection.InTransaction)
        {
            return true;
        }

        using var begin = _connection.Prepare("BEGIN IMMEDIATE"u8);
        var status = begin.Step();
        return status == raw.SQLITE_DONE || (SqliteResult.IsBusy(status) ? false : throw _connection.Failure("cannot begin"));
    }

    /// <summary>Ends the transaction when it has grown large, or when all is done.</summary>
    public void CommitIfDue(bool isLast = false)
    {
        if (_connection.InTransaction && (isLast || _batchBytes >= BatchBytes))
        {
            _connection.Execute("COMMIT");
            _batchBytes = 0;
        }
    }

    /// <summary>Takes in one piece of a log, from where it was left; false when that was the last one. Within a transaction.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public bool Advance(ILogFile file, RolloutPath path)
    {
        // A log that cannot be read to its end is left as it was, and the others of the transaction are not.
        _connection.Execute("SAVEPOINT log");
        try
        {
            return TakeIn(file, path);
        }
        catch (ThreadStoreException)
        {
            _connection.Execute("ROLLBACK TO log");
            throw;
        }
        finally
        {
            if (_connection.InTransaction)
            {
                _connection.Execute("RELEASE log");
            }
        }
    }

    /// <summary>The logs that were taken in, with where they lay.</summary>
    public IReadOnlyList<(ThreadId Id, string RelativePath)> ReadLogs()
    {
        var logs = new List<(ThreadId Id, string RelativePath)>();
        using var rows = _connection.Prepare("SELECT id, path FROM logs"u8);
        while (Step(rows))
        {
            logs.Add((ThreadId.FromBytes(rows.ColumnBlob(0)), Encoding.UTF8.GetString(rows.ColumnText(1))));
        }

        return logs;
    }

    /// <summary>Takes a log out. Within a transaction.</summary>
    public void Remove(ThreadId id)
    {
        var state = ReadState(id);
        if (state.Key != 0)
        {
            RemoveLines(state.Key);
            Run("DELETE FROM logs WHERE key = ?1"u8, state.Key);
        }
    }

    /// <summary>
    /// Leaves nothing of what was taken out: a deleted text stays in the segments of the index until they are merged, and in the WAL until that is
    /// cut. Outside of a transaction.
    /// </summary>
    public void Purge()
    {
        _connection.Execute("INSERT INTO texts(texts) VALUES('optimize')");
        CutWal();
    }

    /// <summary>Copies the WAL into the file, as far as nobody reads it.</summary>
    public void CutWal() => _ = _connection.Checkpoint(CheckpointMode.Truncate, out _, out _);

    /// <summary>Rolls back what was not committed, and lets the epoch go.</summary>
    public void Dispose()
    {
        _text.Dispose();
        _connection?.Dispose();
        _epoch.Dispose();
    }

    private bool TakeIn(ILogFile file, RolloutPath path)
    {
        var state = ReadState(path.Id);
        if (state.Key == 0)
        {
            state.Key = Insert(_insertLog, path.Id);
        }
        else if (!LogHashes.Match(file, file.GetLengthOrThrow(), state.Mark))
        {
            // Not the log that it was.
            RemoveLines(state.Key);
            state = new State { Key = state.Key };
        }

        using var reader = new RolloutReader(file, state.Mark.Offset);
        var (start, before) = (reader.Consumed, reader.Consumed);
        LineStatus status;
        while ((status = reader.Read(out var line)) != LineStatus.End)
        {
            if (status == LineStatus.Line)
            {
                TakeIn(line, ref state);
            }

            // Of objects that are glued on one line all are taken in together.
            if (reader.Consumed != before && reader.Consumed - start >= BatchBytes)
            {
                break;
            }

            before = reader.Consumed;
        }

        _batchBytes += reader.Consumed - start;
        Move(state, path, new FileMark(reader.Consumed, LogHashes.Head(file, reader.Consumed), LogHashes.Tail(file, reader.Consumed)));
        return status != LineStatus.End;
    }

    private void TakeIn(in Line line, ref State state)
    {
        var text = _text.Read(line);
        if (text.IsEmpty)
        {
            return;
        }

        var hash = Fnv1a64.Hash(text);
        var isCopy = hash == state.LastText && state.LastKind != (long)line.Kind && state.LastKind != 0;
        state.LastText = hash;
        state.LastKind = (long)line.Kind;
        if (isCopy)
        {
            return;
        }

        _insertLine.BindInt64(1, state.Key);
        _insertLine.BindInt64(2, line.Offset);
        var key = StepOne(_insertLine);
        _insertText.BindInt64(1, key);
        _insertText.BindText(2, text);
        StepAll(_insertText);
        Lines++;
    }

    private State ReadState(ThreadId id)
    {
        try
        {
            _read.BindId(1, id);
            return Step(_read)
                ? new State
                {
                    Key = _read.ColumnInt64(0),
                    Mark = new FileMark(_read.ColumnInt64(2), unchecked((ulong)_read.ColumnInt64(3)), unchecked((ulong)_read.ColumnInt64(4))),
                    LastKind = _read.ColumnInt64(5),
                    LastText = unchecked((ulong)_read.ColumnInt64(6)),
                }
                : default;
        }
        finally
        {
            _read.Reset();
        }
    }

    private long Insert(SqliteStatement statement, ThreadId id)
    {
        statement.BindId(1, id);
        return StepOne(statement);
    }

    private void Move(State state, RolloutPath path, in FileMark mark)
    {
        _moveLog.BindInt64(1, state.Key);
        _moveLog.BindText(2, Encoding.UTF8.GetBytes(path.Text));
        _moveLog.BindInt64(3, path.IsArchived ? 1 : 0);
        _moveLog.BindInt64(4, mark.Offset);
        _moveLog.BindInt64(5, unchecked((long)mark.Head));
        _moveLog.BindInt64(6, unchecked((long)mark.Tail));
        _moveLog.BindInt64(7, state.LastKind);
        _moveLog.BindInt64(8, unchecked((long)state.LastText));
        StepAll(_moveLog);
    }

    private void RemoveLines(long log)
    {
        Run("DELETE FROM texts WHERE rowid IN (SELECT key FROM lines WHERE log = ?1)"u8, log);
        Run("DELETE FROM lines WHERE log = ?1"u8, log);
    }

    private void Run(ReadOnlySpan<byte> sql, long parameter)
    {
        using var statement = _connection.Prepare(sql);
        statement.BindInt64(1, parameter);
        StepAll(statement);
    }

    private long StepOne(SqliteStatement statement)
    {
        try
        {
            return Step(statement) ? statement.ColumnInt64(0) : throw _connection.Failure("the full-text index gave no key");
        }
        finally
        {
            statement.Reset();
        }
    }

    private void StepAll(SqliteStatement statement)
    {
        try
        {
            while (Step(statement))
            {
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    private bool Step(SqliteStatement statement)
    {
        var status = statement.Step();
        return status == raw.SQLITE_ROW || (status == raw.SQLITE_DONE ? false : throw _connection.Failure("the full-text index failed"));
    }

    private record struct State
    {
        public long Key;
        public FileMark Mark;
        public long LastKind;
        public ulong LastText;
    }
}
