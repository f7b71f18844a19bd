using System;
using System.Collections.Generic;
using System.Text;
using SQLitePCL;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>A real index in memory, with the statements as the engine runs them.</summary>
internal sealed class IndexDatabase : IDisposable
{
    // What a row holds must be UTF-8: nothing is repaired on the way out.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SqliteConnection _connection = SqliteConnection.Open(":memory:", SqliteOpenMode.ReadWriteCreate);
    private readonly TableStatements _threads;

    public IndexDatabase()
    {
        Execute(IndexSchema.Tables);
        _threads = new TableStatements(_connection, ThreadFacts.Schema);
    }

    /// <summary>The engine's columns and those of the facts, as the table has them.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["id", "rollout_path", "archived", "log_offset", "log_head", "log_tail", .. ThreadFacts.Schema.Columns];

    /// <summary>Where the columns of the facts begin.</summary>
    public static int FirstFact => 6;

    public void Execute(string sql) => _connection.Execute(sql);

    public SqliteStatement Prepare(ReadOnlySpan<byte> sql) => _connection.Prepare(sql);

    /// <summary>True when a row moved; false is a gap.</summary>
    public bool Apply(ThreadDelta delta, ITextSource texts)
    {
        if (delta.From == 0 && Run(_threads.Insert, delta, texts) == 1)
        {
            return true;
        }

        return Run(_threads.For(delta.Facts), delta, texts) == 1;
    }

    public int Run(SqliteStatement statement, ThreadDelta delta, ITextSource texts)
    {
        statement.BindId(RowParameter.Id, delta.Id);
        statement.BindInt64(RowParameter.ToOffset, delta.To);
        statement.BindInt64(RowParameter.LogHead, 1);
        statement.BindInt64(RowParameter.LogTail, delta.To * 7);
        statement.BindInt64(RowParameter.FromOffset, delta.From);
        statement.BindText(RowParameter.RolloutPath, "sessions/x.jsonl"u8);
        statement.BindInt64(RowParameter.Archived, 0);
        var binder = new FactBinder(statement, delta.Facts, ProjectionTable.BuiltIn, delta.Id, texts);
        ThreadFacts.Bind(ref binder);
        if (binder.IsLost)
        {
            statement.Reset();
            return -1;
        }

        var result = statement.Step();
        statement.Reset();
        if (result != raw.SQLITE_DONE)
        {
            // No assertion here: those allocate even when they hold.
            throw new InvalidOperationException(_connection.ErrorMessage);
        }

        return _connection.Changes;
    }

    /// <summary>The row as text by column: NULL, a number, a quoted text; then its settled facts.</summary>
    public string?[]? Row(ThreadId id)
    {
        using var select = Prepare(Encoding.UTF8.GetBytes($"SELECT {string.Join(", ", Columns)}, {ThreadFacts.Schema.Settled} FROM threads WHERE id = ?"));
        select.BindId(1, id);
        if (select.Step() != raw.SQLITE_ROW)
        {
            return null;
        }

        var row = new string?[Columns.Count + 1];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = select.ColumnIsNull(i) ? null
                : i == 0 ? Convert.ToHexStringLower(select.ColumnBlob(i))
                : s_strict.GetString(select.ColumnText(i));
        }

        select.Reset();
        return row;
    }

    public ulong Settled(ThreadId id) => Row(id) is { } row ? ulong.Parse(row[^1]!, System.Globalization.CultureInfo.InvariantCulture) : 0;

    public void Dispose() => _connection.Dispose();
}
