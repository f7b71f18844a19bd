using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SQLitePCL;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>A host's table in a database in memory, with the statements as the engine runs them.</summary>
internal sealed class HostDatabase<TFacts> : IDisposable
    where TFacts : struct, IThreadProjection<TFacts>
{
    // What a row holds must be UTF-8: nothing is repaired on the way out.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly ProjectionTable<TFacts> s_table = new();

    private readonly SqliteConnection _connection = SqliteConnection.Open(":memory:", SqliteOpenMode.ReadWriteCreate);
    private readonly TableStatements _statements;

    public HostDatabase()
    {
        _connection.Execute(IndexSchema.Tables);
        _connection.Execute(TFacts.Schema.CreateTable + TFacts.Schema.CreateIndexes);
        _statements = new TableStatements(_connection, TFacts.Schema);
    }

    /// <summary>True when the row moved; false is a gap.</summary>
    public bool Apply(ThreadDelta delta, ITextSource texts) =>
        (delta.From == 0 && Run(_statements.Insert, delta, texts) == 1) || Run(_statements.For(delta.Host!), delta, texts) == 1;

    /// <summary>The row as text by column, its storage classes, and its settled facts; null when there is none.</summary>
    public List<string>? Row(ThreadId id)
    {
        using var select = _connection.Prepare(Encoding.UTF8.GetBytes($"SELECT *, {TFacts.Schema.Settled} FROM {TFacts.Schema.Table} WHERE id = ?"));
        select.BindId(1, id);
        if (select.Step() != raw.SQLITE_ROW)
        {
            return null;
        }

        var row = new List<string>();
        for (var i = 0; i < select.ColumnCount; i++)
        {
            var type = select.ColumnType(i);
            row.Add($"{select.ColumnName(i)} {type} {(type == raw.SQLITE_BLOB ? Convert.ToHexStringLower(select.ColumnBlob(i)) : s_strict.GetString(select.ColumnText(i)))}");
        }

        select.Reset();
        return row;
    }

    /// <summary>Leaves no row.</summary>
    public void Clear() => _connection.Execute($"DELETE FROM {TFacts.Schema.Table}");

    public SettledFacts Settled(ThreadId id) =>
        new(0, Row(id) is { } row ? ulong.Parse(row[^1].AsSpan(row[^1].LastIndexOf(' ') + 1), NumberStyles.None, CultureInfo.InvariantCulture) : 0);

    public void Dispose() => _connection.Dispose();

    private int Run(SqliteStatement statement, ThreadDelta delta, ITextSource texts)
    {
        statement.BindId(RowParameter.Id, delta.Id);
        statement.BindInt64(RowParameter.FromOffset, delta.From);
        statement.BindInt64(RowParameter.ToOffset, delta.To);
        var binder = new FactBinder(statement, delta.Host!, s_table, delta.Id, texts);
        TFacts.Bind(ref binder);
        if (binder.IsLost)
        {
            statement.Reset();
            return -1;
        }

        var result = statement.Step();
        statement.Reset();
        return result == raw.SQLITE_DONE ? _connection.Changes : throw new InvalidOperationException(_connection.ErrorMessage);
    }
}
