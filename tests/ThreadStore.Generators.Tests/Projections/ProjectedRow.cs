using System;
using System.Collections.Generic;
using System.Linq;
using SQLitePCL;
using Xunit;

namespace ThreadStore.Generators.Projections;

/// <summary>A value of a fact within a delta; a null value is a clear.</summary>
internal sealed record Given(long? Value, long Time = 0, bool IsReplaced = false);

/// <summary>One thread's row of a projection in a database in memory.</summary>
internal sealed class ProjectedRow : IDisposable
{
    private readonly ProjectionPlan _plan;
    private readonly sqlite3 _database;
    private long _offset;

    public ProjectedRow(ProjectionPlan plan)
    {
        _plan = plan;
        Sql = new ProjectionSql(plan, plan.Table);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(":memory:", out _database));
        Execute("CREATE TABLE threads(id BLOB NOT NULL UNIQUE); INSERT INTO threads VALUES(x'01');");
        Execute(Sql.CreateTable + Sql.CreateIndexes);
    }

    /// <summary>The projection's statements.</summary>
    public ProjectionSql Sql { get; }

    /// <summary>Applies a delta by the statement that the engine would take, and says which.</summary>
    public void Apply(Dictionary<string, Given> delta, HashSet<string> used)
    {
        var present = delta.Keys.Aggregate(0UL, (mask, name) => mask | _plan.Find(name).Bit);
        var (statement, name) = (present & ~_plan.Touch) == 0 ? (Sql.Touch, "Touch")
            : (present & _plan.Listed) == 0 ? (Sql.UpdateUnlisted, "UpdateUnlisted")
            : (present & _plan.Listed & _plan.First) == 0 ? (Sql.UpdateMoved, "UpdateMoved")
            : (Sql.Update, "Update");
        (statement, name) = _offset == 0 ? (Sql.Insert, "Insert") : (statement, name);
        used.Add(name);
        Assert.Equal(1, Run(statement, delta, _offset));
        _offset++;
    }

    /// <summary>Runs a statement for a delta that starts there; how many rows it changed.</summary>
    public int Run(string sql, Dictionary<string, Given> delta, long from)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(_database, sql, out var statement));
        using (statement)
        {
            raw.sqlite3_bind_blob(statement, 1, [1]);
            raw.sqlite3_bind_int64(statement, 2, from);
            raw.sqlite3_bind_int64(statement, 3, from + 1);
            foreach (var (name, given) in delta)
            {
                Bind(statement, _plan.Find(name), given);
            }

            Assert.Equal(raw.SQLITE_DONE, raw.sqlite3_step(statement));
            return raw.sqlite3_changes(_database);
        }
    }

    /// <summary>The row as text; empty when there is none.</summary>
    public string Read() => Query($"SELECT {string.Join(", ", Sql.Columns)} FROM {_plan.Table}");

    /// <summary>The row's first values.</summary>
    public ulong Settled() => ulong.Parse(Query($"SELECT {Sql.Settled} FROM {_plan.Table}"));

    /// <summary>Deletes the thread.</summary>
    public void DeleteThread() => Execute("DELETE FROM threads");

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private static void Bind(sqlite3_stmt statement, FactSlot slot, Given given)
    {
        if (given.Value is { } value)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_bind_int64(statement, slot.Value, value));
        }

        BindIf(statement, slot.Presence, 1);
        BindIf(statement, slot.Replaced, given.IsReplaced ? 1 : 0);
        BindIf(statement, slot.Time, given.Time);
    }

    private static void BindIf(sqlite3_stmt statement, int parameter, long value)
    {
        if (parameter > 0)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_bind_int64(statement, parameter, value));
        }
    }

    private string Query(string sql)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(_database, sql, out var statement));
        using (statement)
        {
            return raw.sqlite3_step(statement) == raw.SQLITE_ROW
                ? string.Join(", ", Enumerable.Range(0, raw.sqlite3_column_count(statement)).Select(column => raw.sqlite3_column_text(statement, column).utf8_to_string() ?? "NULL"))
                : "";
        }
    }

    private void Execute(string sql) => Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(_database, sql));
}
