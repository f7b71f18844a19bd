using System;
using System.Globalization;
using Microsoft.Data.Sqlite;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Append;

/// <summary>A database as somebody sets it up who wants the same durability: what is committed survives a kill, not a loss of power.</summary>
internal sealed class SqliteRival : IDisposable
{
    private readonly ScratchFolder _folder = new();

    /// <summary>Opens an empty one.</summary>
    /// <param name="tables">Its tables.</param>
    /// <param name="isExclusive">Lock the file once and for all: faster, and nobody else can read it.</param>
    internal SqliteRival(string tables, bool isExclusive)
    {
        SQLitePCL.Batteries_V2.Init();
        Connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _folder.File("rival.db"), Pooling = false }.ToString());
        Connection.Open();
        Execute($"{(isExclusive ? "PRAGMA locking_mode=EXCLUSIVE;" : "")}PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;{tables}");
    }

    /// <summary>The one connection.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>A path beside the database.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>A statement, prepared, with its parameters.</summary>
    public SqliteCommand Prepare(string sql, params ReadOnlySpan<(string Name, SqliteType Type)> parameters)
    {
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, type) in parameters)
        {
            _ = command.Parameters.Add(name, type);
        }

        command.Prepare();
        return command;
    }

    /// <summary>The number that a query gives.</summary>
    public long Number(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Runs statements without results.</summary>
    public void Execute(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Connection.Dispose();
        _folder.Dispose();
    }
}
