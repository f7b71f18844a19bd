using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace ThreadStore.Faults;

/// <summary>What the writer of one thread was told, to be held against the log.</summary>
/// <param name="writer">The writer's number.</param>
public sealed class ThreadLedger(int writer)
{
    // A call that had not returned may have written this many lines.
    private const int MaxLinesPerCall = 3;

    private readonly SortedDictionary<int, Told> _rounds = [];

    /// <summary>The thread.</summary>
    public ThreadId Id { get; } = WorkCommand.ThreadOf(writer);

    /// <summary>The end that a flush has promised to be projected.</summary>
    public long ProjectedEnd { get; private set; }

    /// <summary>How many answers have promised something.</summary>
    public long Promises { get; private set; }

    /// <summary>Takes in what was said in a round: all that a child had said before it was killed, or one answer more.</summary>
    public void Add(int round, IEnumerable<Report> reports)
    {
        if (!_rounds.TryGetValue(round, out var told))
        {
            _rounds.Add(round, told = new Told());
        }

        foreach (var report in reports.Where(report => report.Thread == Id.ToString()))
        {
            told.Last = Math.Max(told.Last, report.Number);
            ProjectedEnd = report.IsProjected ? Math.Max(ProjectedEnd, report.End) : ProjectedEnd;
            if (report.IsSure)
            {
                Promises++;
                told.Sure = Math.Max(told.Sure, report.Number);
                if (report.Kind == "append")
                {
                    told.Ends.Add((report.Number, report.End));
                }
            }
        }
    }

    /// <summary>The laws of one log: what was promised is there, in order, where it was said to be, once; and nothing else is.</summary>
    /// <param name="path">The log; null when there is none.</param>
    public void Check(string? path)
    {
        var found = Read(path);
        foreach (var (round, told) in _rounds)
        {
            var lines = found.FindAll(line => line.Mark.Round == round);
            for (var i = 0; i < lines.Count; i++)
            {
                Require(lines[i].Mark.Number == i + 1, $"line {lines[i].Mark} stands where line {i + 1} belongs");
            }

            Require(lines.Count >= told.Sure, $"of round {round} {told.Sure} lines were acknowledged, and {lines.Count} are there");
            Require(lines.Count <= told.Last + MaxLinesPerCall, $"of round {round} {told.Last} lines were answered for, and {lines.Count} are there");
            foreach (var (number, end) in told.Ends)
            {
                Require(lines[number - 1].End == end, $"line {number} of round {round} ends at {lines[number - 1].End} and not at {end}");
            }
        }

        var rounds = found.ConvertAll(static line => line.Mark.Round);
        Require(rounds.SequenceEqual(rounds.Order()), "lines of an earlier round stand behind those of a later one");
        Require(rounds.TrueForAll(_rounds.ContainsKey), "there are lines of a round that nobody wrote");
    }

    private List<(Mark Mark, long End)> Read(string? path)
    {
        var found = new List<(Mark, long)>();
        if (path is null)
        {
            return found;
        }

        var bytes = File.ReadAllBytes(path);
        var start = 0;
        for (var isFirst = true; start < bytes.Length; isFirst = false)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', start);
            Require(end >= 0, "the log ends with half a line");
            var line = System.Text.Encoding.UTF8.GetString(bytes, start, end - start);
            var mark = Mark.Find(line);
            Require(isFirst || mark?.Writer == writer, $"a foreign line: {line}");
            if (!isFirst)
            {
                found.Add((mark!.Value, end + 1));
            }

            start = end + 1;
        }

        return found;
    }

    private void Require(bool isTrue, string broken)
    {
        if (!isTrue)
        {
            throw new LawException($"thread {Id}: {broken}");
        }
    }

    private sealed class Told
    {
        internal int Sure { get; set; }

        internal int Last { get; set; }

        internal List<(int Number, long End)> Ends { get; } = [];
    }
}
