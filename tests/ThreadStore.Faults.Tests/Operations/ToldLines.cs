using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace ThreadStore.Faults.Operations;

/// <summary>What a host was told about the lines of one thread, to be held against the log: each line bears a mark of its own.</summary>
internal sealed partial class ToldLines(string name)
{
    private readonly List<Told> _lines = [];

    private enum Fate
    {
        Accepted,
        Refused,
        Unknown,
    }

    public string Name => name;

    /// <summary>The mark of the next line: no two attempts share one, so that a refused line that shows up is seen.</summary>
    public string NextMark() => $"[{name}-{_lines.Count + 1}]";

    public void Accepted(string mark, Position? end) => _lines.Add(new Told(mark, Fate.Accepted) { End = end?.Offset });

    public void Refused(string mark) => _lines.Add(new Told(mark, Fate.Refused));

    public void Unknown(string mark) => _lines.Add(new Told(mark, Fate.Unknown));

    /// <summary>What the outcome of a call says.</summary>
    public void Note(string mark, StorageOutcome outcome, Position? position)
    {
        switch (outcome)
        {
            case StorageOutcome.Accepted:
                Accepted(mark, position);
                break;
            case StorageOutcome.NotAccepted:
                Refused(mark);
                break;
            default:
                Unknown(mark);
                break;
        }
    }

    /// <summary>The last lines that were accepted into the buffer were never written.</summary>
    public void Dropped(int count, bool isCertain)
    {
        foreach (var line in _lines.Where(static line => line.Fate is Fate.Accepted).TakeLast(count))
        {
            line.Fate = isCertain ? Fate.Refused : Fate.Unknown;
        }
    }

    /// <summary>What the log says after a re-open holds from then on.</summary>
    public void Decide(string? path)
    {
        var marks = Marks(path);
        foreach (var line in _lines.Where(static line => line.Fate is Fate.Unknown))
        {
            line.Fate = marks.Exists(mark => mark.Text == line.Mark) ? Fate.Accepted : Fate.Refused;
            line.End = null;
        }
    }

    /// <summary>The law: what was accepted is in the log in its order, at its position, once; and nothing else is.</summary>
    public void Check(string? path)
    {
        var found = Marks(path).FindAll(mark => mark.Text.StartsWith($"[{name}-", StringComparison.Ordinal));
        Assert.Equal(_lines.Where(static line => line.Fate is Fate.Accepted).Select(static line => line.Mark), found.Select(static mark => mark.Text));
        foreach (var line in _lines.Where(static line => line is { Fate: Fate.Accepted, End: not null }))
        {
            Assert.Equal((line.Mark, line.End!.Value), (line.Mark, found.Find(mark => mark.Text == line.Mark).End));
        }
    }

    // One line, one mark; a fork that is a copy has its parent's besides.
    private static List<(string Text, long End)> Marks(string? path)
    {
        var marks = new List<(string, long)>();
        if (path is null || !File.Exists(path))
        {
            return marks;
        }

        var text = File.ReadAllText(path);
        var start = 0;
        for (var end = text.IndexOf('\n', start); end >= 0; end = text.IndexOf('\n', start))
        {
            if (Mark().Match(text, start, end - start) is { Success: true } match)
            {
                marks.Add((match.Value, end + 1));
            }

            start = end + 1;
        }

        Assert.True(start == text.Length, $"{path} ends with half a line");
        return marks;
    }

    [GeneratedRegex(@"\[[a-z]+-\d+\]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();

    private sealed class Told(string mark, Fate fate)
    {
        public string Mark => mark;

        public Fate Fate { get; set; } = fate;

        public long? End { get; set; }
    }
}
