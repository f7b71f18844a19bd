using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using SQLitePCL;
using ThreadStore.Compare.Native;
using ThreadStore.Log;
using ThreadStore.Measuring;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Compare.Projection;

/// <summary>
/// Finds the values that our own code binds for lines of a log, and writes them down for the C program: the same statements on the same rows.
/// </summary>
internal sealed class RowScripts : IDisposable
{
    private readonly LogHome _home;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _echo;
    private readonly ThreadDelta _delta = ComposedProjection.BuiltInOnly.NewDelta();
    private readonly LogTextSource _texts;

    internal RowScripts(string home)
    {
        _home = new LogHome(home, TimeProvider.System);
        _texts = new LogTextSource(_home);
        _connection = SqliteConnection.Open(":memory:", SqliteOpenMode.ReadWriteCreate);

        // A statement with the same parameters that gives them back.
        _echo = _connection.Prepare($"SELECT {string.Join(", ", Enumerable.Range(1, ParameterCount()).Select(static number => $"?{number}"))}");
    }

    /// <summary>How the store's writing connection is set. Its checkpoints are its own; none of them falls into what is measured.</summary>
    internal static string Settings =>
        """
        PRAGMA busy_timeout=5000; PRAGMA foreign_keys=OFF; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;
        PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=16777216;
        """;

    /// <summary>The statements that a script names by their place here.</summary>
    internal static string[] Statements { get; } =
        [ThreadFacts.Schema.Insert, ThreadFacts.Schema.Update, ThreadFacts.Schema.UpdateUnlisted, ThreadFacts.Schema.Touch, "PRAGMA wal_checkpoint(PASSIVE)"];

    /// <summary>The place of the statement that copies the WAL into the database.</summary>
    internal static int Checkpoint => Statements.Length - 1;

    /// <summary>Makes the empty index that the C program writes, as the store makes its own.</summary>
    internal static string CreateIndex(string directory)
    {
        var files = new IndexFiles(directory, indexDirectory: null, IndexSchema.Hash);
        SqliteIndexWriter.Open(files).Dispose();
        return files.DatabasePath(1);
    }

    /// <summary>What is written for the lines of a rollout from one offset to another, as one row.</summary>
    /// <param name="rollout">Its path.</param>
    /// <param name="from">Where the row stands; 0: there is none.</param>
    /// <param name="to">Where it is to stand.</param>
    internal (int Statement, IReadOnlyList<StatementBinding> Bindings) Row(string rollout, long from, long to)
    {
        var relative = Path.GetRelativePath(_home.Directory, rollout);
        if (!RolloutPath.TryParse(relative, out var path))
        {
            throw new WrongAnswerException($"{rollout} is no rollout");
        }

        using var file = _home.OpenRead(path);
        var lines = new byte[to - from];
        _ = file.ReadOrThrow(lines, from);
        _delta.Reset(path.Id, from);
        ComposedProjection.BuiltInOnly.Observer.Observe(lines, from, _delta, default);
        _delta.To = to;
        _texts.Open(path);
        _echo.BindId(RowParameter.Id, path.Id);
        _echo.BindInt64(RowParameter.FromOffset, from);
        _echo.BindInt64(RowParameter.ToOffset, to);
        _echo.BindInt64(RowParameter.LogHead, unchecked((long)LogHashes.Head(file, to)));
        _echo.BindInt64(RowParameter.LogTail, unchecked((long)LogHashes.Tail(file, to)));
        _echo.BindText(RowParameter.RolloutPath, System.Text.Encoding.UTF8.GetBytes(relative));
        _echo.BindInt64(RowParameter.Archived, path.IsArchived ? 1 : 0);
        var binder = new FactBinder(_echo, _delta.Facts, ProjectionTable.BuiltIn, path.Id, _texts);
        ProjectionTable.BuiltIn.Bind(ref binder);
        var bindings = Read();
        _echo.Reset();
        return (from == 0 ? 0 : _delta.Facts.HasListed ? 1 : _delta.Facts.HasMoreThanTouches ? 2 : 3, bindings);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _texts.Dispose();
        _connection.Dispose();
    }

    private static int ParameterCount()
    {
        using var folder = new Measuring.ScratchFolder();
        var database = CreateIndex(folder.Path);
        _ = raw.sqlite3_open_v2(database, out var connection, raw.SQLITE_OPEN_READWRITE, null);
        using (connection)
        {
            _ = raw.sqlite3_prepare_v2(connection, ThreadFacts.Schema.Insert, out var statement);
            using (statement)
            {
                return raw.sqlite3_bind_parameter_count(statement);
            }
        }
    }

    private List<StatementBinding> Read()
    {
        var bindings = new List<StatementBinding>();
        if (_echo.Step() != raw.SQLITE_ROW)
        {
            throw new WrongAnswerException("the values of a row cannot be read back");
        }

        for (var column = 0; column < _echo.ColumnCount; column++)
        {
            var type = _echo.ColumnType(column);
            if (type == raw.SQLITE_INTEGER)
            {
                bindings.Add(StatementBinding.Integer(column + 1, _echo.ColumnInt64(column)));
            }
            else if (type == raw.SQLITE_TEXT)
            {
                bindings.Add(StatementBinding.Text(column + 1, _echo.ColumnText(column)));
            }
            else if (type == raw.SQLITE_BLOB)
            {
                bindings.Add(StatementBinding.Blob(column + 1, _echo.ColumnBlob(column)));
            }
        }

        return bindings;
    }
}
