using System;
using System.Text;
using SQLitePCL;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>A real index in memory, with the three statements as the engine runs them.</summary>
internal sealed class IndexDatabase : IDisposable
{
    // What a row holds must be UTF-8: nothing is repaired on the way out.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly sqlite3 _database;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _update;
    private readonly SqliteStatement _touch;

    static IndexDatabase() => Batteries_V2.Init();

    public IndexDatabase()
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(":memory:", out _database));
        Execute(ThreadFacts.Schema);
        _insert = Prepare(ThreadFacts.Insert);
        _update = Prepare(ThreadFacts.Update);
        _touch = Prepare(ThreadFacts.Touch);
    }

    public void Execute(string sql) => Assert.True(raw.sqlite3_exec(_database, sql) == raw.SQLITE_OK, raw.sqlite3_errmsg(_database).utf8_to_string());

    public SqliteStatement Prepare(ReadOnlySpan<byte> sql)
    {
        var result = raw.sqlite3_prepare_v2(_database, sql, out var statement);
        Assert.True(result == raw.SQLITE_OK, raw.sqlite3_errmsg(_database).utf8_to_string());
        return new SqliteStatement(statement);
    }

    /// <summary>True when a row moved; false is a gap.</summary>
    public bool Apply(ThreadDelta delta, ITextSource texts)
    {
        if (delta.From == 0 && Run(_insert, delta, texts) == 1)
        {
            return true;
        }

        return Run(delta.HasFacts ? _update : _touch, delta, texts) == 1;
    }

    public int Run(SqliteStatement statement, ThreadDelta delta, ITextSource texts)
    {
        Span<byte> id = stackalloc byte[ThreadId.BinaryLength];
        delta.Id.WriteBytes(id);
        statement.BindBlob(ThreadFacts.Parameter.Id, id);
        statement.BindInt64(ThreadFacts.Parameter.ToOffset, delta.To);
        statement.BindInt64(ThreadFacts.Parameter.LogHead, 1);
        statement.BindInt64(ThreadFacts.Parameter.LogTail, delta.To * 7);
        statement.BindInt64(ThreadFacts.Parameter.FromOffset, delta.From);
        statement.BindText(ThreadFacts.Parameter.RolloutPath, "sessions/x.jsonl"u8);
        statement.BindInt64(ThreadFacts.Parameter.Archived, 0);
        if (!ThreadFacts.Bind(statement, delta, texts))
        {
            statement.Reset();
            return -1;
        }

        var result = statement.Step();
        statement.Reset();
        if (result != raw.SQLITE_DONE)
        {
            // No assertion here: those allocate even when they hold.
            throw new InvalidOperationException(raw.sqlite3_errmsg(_database).utf8_to_string());
        }

        return raw.sqlite3_changes(_database);
    }

    /// <summary>The row as text by column: NULL, a number, a quoted text.</summary>
    public string?[]? Row(ThreadId id)
    {
        using var select = Prepare(Encoding.UTF8.GetBytes($"SELECT {ThreadFacts.Columns}, {ThreadFacts.SettledExpression} FROM threads WHERE id = ?"));
        Span<byte> bytes = stackalloc byte[ThreadId.BinaryLength];
        id.WriteBytes(bytes);
        select.BindBlob(1, bytes);
        if (select.Step() != raw.SQLITE_ROW)
        {
            return null;
        }

        var row = new string?[ThreadFacts.Column.Count + 1];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = select.ColumnIsNull(i) ? null
                : i == 0 ? Convert.ToHexStringLower(select.ColumnBlob(i))
                : s_strict.GetString(select.ColumnText(i));
        }

        select.Reset();
        return row;
    }

    public FactMask Settled(ThreadId id) => Row(id) is { } row
        ? (FactMask)ulong.Parse(row[^1]!, System.Globalization.CultureInfo.InvariantCulture) : FactMask.None;

    public void Dispose()
    {
        _insert.Dispose();
        _update.Dispose();
        _touch.Dispose();
        _database.Dispose();
    }
}
