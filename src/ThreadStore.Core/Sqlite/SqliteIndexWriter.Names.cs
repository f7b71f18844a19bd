using System;
using System.Buffers.Binary;
using SQLitePCL;

namespace ThreadStore.Sqlite;

/// <content>What is not of one thread: the names in <c>session_index.jsonl</c>, how far that file has been taken in, and since when rows are trusted.</content>
internal sealed partial class SqliteIndexWriter
{
    /// <summary>Offset, head and tail, big-endian.</summary>
    private const int MarkLength = 24;

    private SqliteStatement? _upsertName;
    private SqliteStatement? _deleteNames;
    private SqliteStatement? _deleteMark;
    private SqliteStatement? _readMark;
    private SqliteStatement? _writeMark;
    private SqliteStatement? _writeBoot;

    /// <inheritdoc/>
    public ApplyOutcome ApplySessionName(ThreadId id, ReadOnlySpan<byte> name, long updatedAtMs)
    {
        RequireBatch();
        LastFault = null;
        try
        {
            _upsertName!.BindId(1, id);
            _upsertName.BindText(2, name);
            _upsertName.BindInt64(3, updatedAtMs);
        }
        catch (SqliteException e)
        {
            _upsertName!.Reset();
            return FailRow(e);
        }

        return Finish(_upsertName, "cannot store a name") ?? ApplyOutcome.Applied;
    }

    /// <inheritdoc/>
    public ApplyOutcome ClearSessionNames()
    {
        RequireBatch();
        LastFault = null;
        return Finish(_deleteNames!, "cannot clear the names") ?? Finish(_deleteMark!, "cannot clear the names") ?? ApplyOutcome.Applied;
    }

    /// <inheritdoc/>
    public bool TryReadSessionIndexMark(out FileMark mark)
    {
        LastFault = null;
        mark = default;
        if (_connection is null)
        {
            return false;
        }

        var rc = _readMark!.Step();
        var isThere = rc == raw.SQLITE_ROW && TryDecode(_readMark.ColumnBlob(0), out mark);
        if (rc is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            ReportRead("cannot read how far session_index.jsonl was read");
        }

        _readMark.Reset();
        return isThere;
    }

    /// <inheritdoc/>
    public ApplyOutcome AdvanceSessionIndexMark(long from, in FileMark mark)
    {
        RequireBatch();

        // Within the transaction nobody else can move it between this look and the write.
        var stands = TryReadSessionIndexMark(out var now) ? now.Offset : 0;
        if (LastFault is not null)
        {
            return ApplyOutcome.Failed;
        }

        if (stands != from)
        {
            return ApplyOutcome.Gap;
        }

        Span<byte> value = stackalloc byte[MarkLength];
        BinaryPrimitives.WriteInt64BigEndian(value, mark.Offset);
        BinaryPrimitives.WriteUInt64BigEndian(value[8..], mark.Head);
        BinaryPrimitives.WriteUInt64BigEndian(value[16..], mark.Tail);
        _writeMark!.BindBlob(1, value);
        return Finish(_writeMark, "cannot advance session_index.jsonl") ?? ApplyOutcome.Applied;
    }

    /// <inheritdoc/>
    public ApplyOutcome NoteMachineBoot(ReadOnlySpan<byte> boot)
    {
        RequireBatch();
        LastFault = null;
        _writeBoot!.BindText(1, boot);
        return Finish(_writeBoot, "cannot note the start of the machine") ?? ApplyOutcome.Applied;
    }

    private static bool TryDecode(ReadOnlySpan<byte> value, out FileMark mark)
    {
        if (value.Length != MarkLength)
        {
            mark = default;
            return false;
        }

        mark = new FileMark(
            BinaryPrimitives.ReadInt64BigEndian(value), BinaryPrimitives.ReadUInt64BigEndian(value[8..]), BinaryPrimitives.ReadUInt64BigEndian(value[16..]));
        return true;
    }

    private void PrepareNames(SqliteConnection connection)
    {
        // >= lets the later line of the same time win, as reading the file from its start would.
        _upsertName = connection.Prepare("""
            INSERT INTO session_names (id, name, updated_at_ms) VALUES (?1, ?2, ?3)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, updated_at_ms = excluded.updated_at_ms
            WHERE excluded.updated_at_ms >= updated_at_ms
            """u8);
        _deleteNames = connection.Prepare("DELETE FROM session_names"u8);
        _deleteMark = connection.Prepare("DELETE FROM store_state WHERE key = 'session_index'"u8);
        _readMark = connection.Prepare("SELECT value FROM store_state WHERE key = 'session_index'"u8);
        _writeMark = connection.Prepare(
            "INSERT INTO store_state (key, value) VALUES ('session_index', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value"u8);
        _writeBoot = connection.Prepare(IndexSchema.SetMachineBoot);
    }
}
