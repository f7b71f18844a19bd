using System;
using SQLitePCL;
using ThreadStore.Projection;

namespace ThreadStore.Sqlite;

/// <content>The table of a host's projection: its rows move in the same transaction as the threads' own, and from the same offset.</content>
internal sealed partial class SqliteIndexWriter
{
    private TableStatements? _host;
    private SqliteStatement? _hasRow;
    private SqliteStatement? _savepoint;
    private SqliteStatement? _release;
    private SqliteStatement? _rollbackTo;

    /// <inheritdoc/>
    public ApplyOutcome ApplyHost(ThreadDelta delta, ITextSource texts)
    {
        RequireBatch();
        LastFault = null;

        // Only up to where the thread's own row stands: a thread that was deleted meanwhile gets no row here.
        _hasRow!.BindId(1, delta.Id);
        _hasRow.BindInt64(2, delta.To);
        var rc = _hasRow.Step();
        _hasRow.Reset();
        return rc switch
        {
            raw.SQLITE_ROW => AdvanceHost(delta, texts),
            raw.SQLITE_DONE => ApplyOutcome.Gap,
            _ => Finish(_hasRow, "cannot read a row") ?? ApplyOutcome.Failed,
        };
    }

    // Both rows or none: one that moved alone would have to be made anew.
    private ApplyOutcome ApplyBoth(ThreadDelta delta, in RolloutFile file, ITextSource texts)
    {
        _ = Run(_savepoint!);
        var outcome = ApplyOwn(delta, file, texts);
        if (outcome == ApplyOutcome.Applied)
        {
            outcome = AdvanceHost(delta, texts);
        }

        if (outcome == ApplyOutcome.TransactionGone)
        {
            return outcome;
        }

        if (outcome != ApplyOutcome.Applied)
        {
            _ = Run(_rollbackTo!);
        }

        _ = Run(_release!);
        return outcome;
    }

    private ApplyOutcome AdvanceHost(ThreadDelta delta, ITextSource texts)
    {
        if (delta.From == 0)
        {
            var inserted = StepHost(_host!.Insert, delta, texts);
            if (inserted != ApplyOutcome.Gap)
            {
                return inserted;
            }
        }

        return StepHost(_host!.For(delta.Host!), delta, texts);
    }

    private ApplyOutcome StepHost(SqliteStatement statement, ThreadDelta delta, ITextSource texts)
    {
        try
        {
            statement.BindId(RowParameter.Id, delta.Id);
            statement.BindInt64(RowParameter.FromOffset, delta.From);
            statement.BindInt64(RowParameter.ToOffset, delta.To);
            if (!TryBindFacts(statement, delta.Host!, _projection.Host!, delta.Id, texts))
            {
                statement.Reset();
                return ApplyOutcome.Gap;
            }
        }
        catch (Exception e)
        {
            // Also what a method of the host threw at a text: it is this thread's trouble, and its barrier says so.
            statement.Reset();
            return FailRow(e);
        }

        return Finish(statement, "cannot apply a host's facts") ?? (_connection!.Changes != 0 ? ApplyOutcome.Applied : ApplyOutcome.Gap);
    }

    private static bool TryBindFacts(SqliteStatement statement, FactBlock facts, ProjectionTable table, ThreadId thread, ITextSource texts)
    {
        var binder = new FactBinder(statement, facts, table, thread, texts);
        table.Bind(ref binder);
        return !binder.IsLost;
    }

    // Another version of the host has a table of another name: both are kept up by whoever has them.
    private void PrepareHost(SqliteConnection connection)
    {
        if (_projection.Host is not { } host)
        {
            return;
        }

        connection.Execute($"{host.Schema.CreateTable};{host.Schema.CreateIndexes}");
        _host = new TableStatements(connection, host.Schema);
        _hasRow = connection.Prepare("SELECT 1 FROM threads WHERE id = ?1 AND log_offset >= ?2"u8);
        _savepoint = connection.Prepare("SAVEPOINT row"u8);
        _release = connection.Prepare("RELEASE row"u8);
        _rollbackTo = connection.Prepare("ROLLBACK TO row"u8);
    }
}
