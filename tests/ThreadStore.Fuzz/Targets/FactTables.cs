using System;
using System.Collections.Generic;
using System.Linq;
using ThreadStore.Projection;

namespace ThreadStore.Fuzz.Targets;

/// <summary>The thread's own row and the host's, in tables of the real schema in memory.</summary>
internal sealed class FactTables : IDisposable
{
    private readonly IndexDatabase _threads = new();
    private readonly HostDatabase<OptionFacts> _host = new();

    internal void Clear()
    {
        _threads.Execute("DELETE FROM threads");
        _host.Clear();
    }

    /// <summary>The range as the engine observes it: without the first values that the rows have.</summary>
    internal ThreadDelta Observe(LogText log, long from, long to, ComposedProjection projection) => log.Observe(
        projection,
        from,
        to,
        from == 0 ? default : new SettledFacts(_threads.Settled(log.Id), _host.Settled(log.Id).Host));

    /// <summary>Moves both rows.</summary>
    internal void Apply(ThreadDelta delta, LogText log)
    {
        // Of an empty range there is nothing to apply.
        if (delta.From < delta.To)
        {
            Law.Holds(_threads.Apply(delta, log), "the thread's own row did not move");
            Law.Holds(_host.Apply(delta, log), "the host's row did not move");
        }
    }

    /// <summary>The facts of both rows.</summary>
    internal (List<string> BuiltIn, List<string> Host) Row(ThreadId id)
    {
        if (_threads.Row(id) is not { } threads || _host.Row(id) is not { } host)
        {
            return ([], []);
        }

        return (
            [.. Enumerable.Range(IndexDatabase.FirstFact, ThreadFacts.Schema.Columns.Count).Select(column => threads[column] ?? "NULL")],
            [.. OptionFacts.Schema.Columns.Select(column => ValueOf(host.Single(value => value.StartsWith(column + " ", StringComparison.Ordinal))))]);
    }

    public void Dispose()
    {
        _threads.Dispose();
        _host.Dispose();
    }

    // Name, storage class, value; class 5 is NULL.
    private static string ValueOf(string column)
    {
        var parts = column.Split(' ', 3);
        return parts[1] == "5" ? "NULL" : parts[2];
    }
}
