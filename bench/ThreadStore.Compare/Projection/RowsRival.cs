using System;
using System.Collections.Generic;
using System.Globalization;
using ThreadStore.Compare.Native;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Projection;

/// <summary>
/// The C program on an index of its own, one step behind us: what our rows were moved by becomes a script, and the script is what it runs.
/// </summary>
internal sealed class RowsRival : IDisposable
{
    private readonly ScratchFolder _home = new();
    private readonly Queue<string> _steps = [];
    private readonly RowScripts _rows;
    private readonly StatementRun _run;
    private readonly string _checkpoint;
    private int _made;

    internal RowsRival(StatementProgram program, string ourHome)
    {
        _rows = new RowScripts(ourHome);
        _run = program.Open(RowScripts.CreateIndex(_home.Path), RowScripts.Settings, RowScripts.Statements);
        _checkpoint = _home.File("checkpoint");
        using var script = new StatementScript(_checkpoint);
        script.List(RowScripts.Checkpoint, []);
    }

    /// <summary>Takes down by which rows our index has moved.</summary>
    /// <param name="moves">Rollouts, each with the offsets from which and to which its row went.</param>
    /// <param name="rowsInTransaction">After how many rows it commits.</param>
    public void Note(IReadOnlyList<RowMove> moves, int rowsInTransaction)
    {
        using var script = new StatementScript(_home.File(string.Create(CultureInfo.InvariantCulture, $"step-{_made++}")));
        for (var index = 0; index < moves.Count; index++)
        {
            if (index % rowsInTransaction == 0)
            {
                script.Begin();
            }

            var (statement, bindings) = _rows.Row(moves[index].Rollout, moves[index].From, moves[index].To);
            script.Write(statement, bindings);
            if (index % rowsInTransaction == rowsInTransaction - 1 || index == moves.Count - 1)
            {
                script.Commit();
            }
        }

        _steps.Enqueue(script.Path);
    }

    /// <summary>Runs the oldest step that has not run, and copies the WAL into the database behind it, as we do when we are idle.</summary>
    public StatementTimes RunNext()
    {
        var path = _steps.Dequeue();
        var times = _run.Run(path);
        _ = _run.Run(_checkpoint);
        System.IO.File.Delete(path);
        return times;
    }

    /// <summary>Runs what is left, and requires our index, which is closed, to have the same rows.</summary>
    public void Check(string ourHome)
    {
        while (_steps.Count > 0)
        {
            _ = RunNext();
        }

        SameRows.Require(ourHome, _home.Path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _rows.Dispose();
        _home.Dispose();
    }
}

/// <summary>One row and how far it moved.</summary>
/// <param name="Rollout">The path of the log.</param>
/// <param name="From">The offset at which the row stood; 0: there was none.</param>
/// <param name="To">The offset at which it stands.</param>
internal readonly record struct RowMove(string Rollout, long From, long To);
