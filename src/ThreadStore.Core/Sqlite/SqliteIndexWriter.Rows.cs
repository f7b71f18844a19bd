using System;
using System.Text;
using SQLitePCL;
using ThreadStore.Projection;

namespace ThreadStore.Sqlite;

/// <content>The rows of threads: compare-and-advance, where they stand, where they lie.</content>
internal sealed partial class SqliteIndexWriter
{
    private TableStatements? _threads;
    private SqliteStatement? _readRow;
    private SqliteStatement? _relocate;
    private SqliteStatement? _delete;

    /// <summary>The path of the row that is written, in UTF-8: home, relative path, NUL. Grows to the longest path that was seen.</summary>
    private byte[] _path = new byte[512];

    /// <inheritdoc/>
    public ApplyOutcome Apply(ThreadDelta delta, in RolloutFile file, ITextSource texts)
    {
        RequireBatch();
        LastFault = null;
        return _host is null ? ApplyOwn(delta, file, texts) : ApplyBoth(delta, file, texts);
    }

    /// <inheritdoc/>
    public ApplyOutcome Replace(ThreadId id)
    {
        RequireBatch();
        LastFault = null;
        return Delete(id) ?? ApplyOutcome.Applied;
    }

    /// <inheritdoc/>
    public bool Remove(ThreadId id)
    {
        RequireBatch();
        LastFault = null;
        return Delete(id) is null && _connection!.Changes != 0;
    }

    /// <inheritdoc/>
    public bool Relocate(ThreadId id, string relativePath, bool archived)
    {
        RequireBatch();
        LastFault = null;
        _relocate!.BindId(1, id);
        _relocate.BindText(2, EncodePath(relativePath));
        _relocate.BindInt64(3, archived ? 1 : 0);
        return Finish(_relocate, "cannot relocate a thread") is null && _connection!.Changes != 0;
    }

    /// <inheritdoc/>
    public bool TryReadRow(ThreadId id, out RowState row)
    {
        LastFault = null;
        row = default;
        if (_connection is null)
        {
            return false;
        }

        _readRow!.BindId(1, id);
        var rc = _readRow.Step();
        if (rc == raw.SQLITE_ROW)
        {
            row = RowStateSql.Read(_readRow, _host is not null);
        }
        else if (rc != raw.SQLITE_DONE)
        {
            ReportRead("cannot read a row");
        }

        _readRow.Reset();
        return rc == raw.SQLITE_ROW;
    }

    private ApplyOutcome ApplyOwn(ThreadDelta delta, in RolloutFile file, ITextSource texts)
    {
        if (delta.From == 0)
        {
            var inserted = Insert(delta, file, texts);
            if (inserted != ApplyOutcome.Gap)
            {
                return inserted;
            }
        }

        return Advance(_threads!.For(delta.Facts), delta, file, texts);
    }

    /// <summary>Only here the file is looked at: a row that exists was inserted while its file was there, and whoever deletes the file deletes the row.</summary>
    private ApplyOutcome Insert(ThreadDelta delta, in RolloutFile file, ITextSource texts)
    {
        _ = EncodePath(file.RelativePath);
        return NativeLock.Look(_path).IsMissing ? ApplyOutcome.Skipped : Advance(_threads!.Insert, delta, file, texts);
    }

    private ApplyOutcome Advance(SqliteStatement statement, ThreadDelta delta, in RolloutFile file, ITextSource texts)
    {
        try
        {
            if (!TryBind(statement, delta, file, texts))
            {
                // The log is no longer what the delta was made of: the row's own hashes decide from where it is read again.
                statement.Reset();
                return ApplyOutcome.Gap;
            }
        }
        catch (Exception e)
        {
            // Whatever the source of texts threw, it is this row's trouble.
            statement.Reset();
            return FailRow(e);
        }

        return Finish(statement, "cannot apply") ?? (_connection!.Changes != 0 ? ApplyOutcome.Applied : ApplyOutcome.Gap);
    }

    private bool TryBind(SqliteStatement statement, ThreadDelta delta, in RolloutFile file, ITextSource texts)
    {
        var tail = delta.Tail;
        if (!delta.HasWholeTail)
        {
            var length = (int)Math.Min(TailBytes.Length, delta.To);
            tail = texts.ReadLine(delta.To - length, length);
            if (tail.Length != length)
            {
                return false;
            }
        }

        statement.BindId(RowParameter.Id, delta.Id);
        statement.BindInt64(RowParameter.FromOffset, delta.From);
        statement.BindInt64(RowParameter.ToOffset, delta.To);
        statement.BindInt64(RowParameter.LogHead, unchecked((long)file.Head));
        statement.BindInt64(RowParameter.LogTail, unchecked((long)Fnv1a64.Hash(tail)));
        if (statement == _threads!.Insert)
        {
            // An update does not move a row to another place: relocating does.
            statement.BindText(RowParameter.RolloutPath, EncodePath(file.RelativePath));
            statement.BindInt64(RowParameter.Archived, file.Archived ? 1 : 0);
        }

        return TryBindFacts(statement, delta.Facts, ProjectionTable.BuiltIn, delta.Id, texts);
    }

    private ApplyOutcome? Delete(ThreadId id)
    {
        _delete!.BindId(1, id);
        return Finish(_delete, "cannot delete a row");
    }

    /// <summary>Runs a statement that changes rows; null when it did, else what the failure means for the transaction.</summary>
    private ApplyOutcome? Finish(SqliteStatement statement, string what)
    {
        var rc = statement.Step();
        if (rc is raw.SQLITE_DONE or raw.SQLITE_ROW)
        {
            statement.Reset();
            return null;
        }

        var code = _connection!.ExtendedErrorCode;
        _ = Report(what);
        statement.Reset();
        if (_connection.InTransaction && !SqliteResult.IsEnvironment(code))
        {
            return ApplyOutcome.Failed;
        }

        if (_connection.InTransaction)
        {
            _ = Run(_rollback!);
        }

        return ApplyOutcome.TransactionGone;
    }

    private ApplyOutcome FailRow(Exception e)
    {
        _ = Fault((e as SqliteException)?.Code ?? 0, $"cannot bind: {e.Message}", e);
        return ApplyOutcome.Failed;
    }

    private void ReportRead(string what)
    {
        if (Report(what) == IndexStatus.Busy)
        {
            _ = Fault(raw.SQLITE_BUSY, what);
        }
    }

    /// <summary>Puts home and relative path into <see cref="_path"/> with a NUL after them; gives the relative part.</summary>
    private ReadOnlySpan<byte> EncodePath(string relativePath)
    {
        var start = _homePrefix.Length;
        var needed = start + Encoding.UTF8.GetMaxByteCount(relativePath.Length) + 1;
        if (_path.Length < needed)
        {
            _path = new byte[needed * 2];
        }

        _homePrefix.CopyTo(_path, 0);
        var length = Encoding.UTF8.GetBytes(relativePath, _path.AsSpan(start));
        _path.AsSpan(start + length).Clear();
        return _path.AsSpan(start, length);
    }

    private void PrepareRows(SqliteConnection connection)
    {
        _threads = new TableStatements(connection, ThreadFacts.Schema);
        _readRow = connection.Prepare(RowStateSql.Select(_projection.Host?.Schema));
        _relocate = connection.Prepare("UPDATE threads SET rollout_path = ?2, archived = ?3 WHERE id = ?1"u8);
        _delete = connection.Prepare("DELETE FROM threads WHERE id = ?1"u8);
    }
}
