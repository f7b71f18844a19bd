using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using SQLitePCL;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>A host's row of one thread in a real table, filled range by range as the engine does it.</summary>
internal sealed class HostRow<TFacts> : IDisposable
    where TFacts : struct, IThreadProjection<TFacts>
{
    private readonly SqliteConnection _connection = SqliteConnection.Open(":memory:", SqliteOpenMode.ReadWriteCreate);
    private readonly ComposedProjection _projection = ComposedProjection.With<TFacts>();
    private readonly TableStatements _statements;
    private readonly LogText _log;

    // One for all ranges, as the engine's pool gives the same one again: a range must not see what the one before it left there.
    private readonly ThreadDelta _delta;

    public HostRow(ThreadId id, IEnumerable<string> lines)
        : this(new LogText(id, lines))
    {
    }

    public HostRow(LogText log)
    {
        _connection.Execute("CREATE TABLE threads(id BLOB NOT NULL UNIQUE)");
        _connection.Execute(TFacts.Schema.CreateTable + TFacts.Schema.CreateIndexes);
        _statements = new TableStatements(_connection, TFacts.Schema);
        _log = log;
        _delta = _projection.NewDelta();
    }

    /// <summary>False as in a catch-up, which looks for first values that the row has already.</summary>
    public bool UsesSettled { get; init; } = true;

    /// <summary>Every offset at which a range may end.</summary>
    public IReadOnlyList<long> Cuts => _log.Cuts;

    /// <summary>Projects the whole log in one range.</summary>
    public HostRow<TFacts> ProjectAll() => Project([]);

    /// <summary>Projects the log in ranges that end there, and the rest.</summary>
    public HostRow<TFacts> Project(IEnumerable<long> ends)
    {
        long from = 0;
        foreach (var to in ends.Append(Cuts[^1]).Distinct().Order())
        {
            Apply(from, to);
            from = to;
        }

        return this;
    }

    /// <summary>The columns as text.</summary>
    public IReadOnlyList<string> Columns()
    {
        using var select = Select(string.Join(", ", TFacts.Schema.Columns));
        return [.. Enumerable.Range(0, select.ColumnCount).Select(column => select.ColumnIsNull(column) ? "NULL" : Encoding.UTF8.GetString(select.ColumnText(column)))];
    }

    /// <summary>The row as the host reads it.</summary>
    public TFacts Read()
    {
        using var select = Select(string.Join(", ", TFacts.Schema.Columns));
        return TFacts.Read(new FactRow(select, 0));
    }

    public void Dispose() => _connection.Dispose();

    private void Apply(long from, long to)
    {
        _delta.Reset(_log.Id, from);
        _log.ObserveWith(_projection.Observer, from, to, _delta, new SettledFacts(0, from == 0 || !UsesSettled ? 0 : Settled()));
        var statement = from == 0 ? _statements.Insert : _statements.For(_delta.Host!);
        statement.BindId(RowParameter.Id, _delta.Id);
        statement.BindInt64(RowParameter.FromOffset, from);
        statement.BindInt64(RowParameter.ToOffset, to);
        var binder = new FactBinder(statement, _delta.Host!, _projection.Host!, _delta.Id, _log);
        TFacts.Bind(ref binder);
        Assert.False(binder.IsLost);
        Assert.Equal(raw.SQLITE_DONE, statement.Step());
        statement.Reset();
        Assert.Equal(1, _connection.Changes);
    }

    private ulong Settled()
    {
        using var select = Select(TFacts.Schema.Settled);
        return (ulong)select.ColumnInt64(0);
    }

    private SqliteStatement Select(string what)
    {
        var select = _connection.Prepare(Encoding.UTF8.GetBytes($"SELECT {what} FROM {TFacts.Schema.Table}"));
        Assert.Equal(raw.SQLITE_ROW, select.Step());
        return select;
    }
}
