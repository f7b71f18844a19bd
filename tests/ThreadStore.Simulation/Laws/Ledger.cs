using System.Collections.Generic;
using System.Globalization;
using ThreadStore.Simulation.Disk;

namespace ThreadStore.Simulation.Laws;

/// <summary>One line that was offered to a thread.</summary>
internal sealed class LedgerLine(int thread, int number)
{
    public int Number { get; } = number;

    public Acceptance Acceptance { get; set; } = Acceptance.Unknown;

    /// <summary>The process that has seen a sync of it fail: only that process knows that it must be written once more.</summary>
    public object? FailedBy { get; set; }

    /// <summary>Stands in the line itself, exactly once.</summary>
    public string Marker { get; } = string.Create(CultureInfo.InvariantCulture, $"m:{thread}-{number:d6};");
}

/// <summary>What a host knows of one thread: the lines that it offered, in their order, and what became of each.</summary>
internal sealed class Ledger(int thread)
{
    private int _last;

    /// <summary>The thread's number in the schedule.</summary>
    public int Thread { get; } = thread;

    public List<LedgerLine> Lines { get; } = [];

    public LedgerLine Offer()
    {
        var line = new LedgerLine(Thread, ++_last);
        Lines.Add(line);
        return line;
    }

    /// <summary>The line is offered once more: what was refused is nowhere, so it stands behind the others now.</summary>
    public void OfferAgain(LedgerLine line)
    {
        Lines.Remove(line);
        Lines.Add(line);
        line.Acceptance = Acceptance.Unknown;
    }

    /// <summary>The lines that are accepted now.</summary>
    public List<LedgerLine> Accepted() => Lines.FindAll(static line => line.Acceptance >= Acceptance.Buffered);

    /// <summary>Lines that were accepted are at least so safe now.</summary>
    /// <param name="lines">Which ones.</param>
    /// <param name="to">How safe.</param>
    /// <param name="process">Who says so. What another process has failed to sync, nobody can make good once that one is gone.</param>
    public static void Raise(List<LedgerLine> lines, Acceptance to, object process)
    {
        foreach (var line in lines)
        {
            var most = to is Acceptance.Synced && line.FailedBy is { } failed && failed != process ? Acceptance.Written : to;
            if (line.Acceptance is >= Acceptance.Buffered and var now && now < most)
            {
                line.Acceptance = most;
                line.FailedBy = most is Acceptance.Synced ? null : line.FailedBy;
            }
        }
    }

    /// <summary>A sync has failed: whatever was not synced before is doubtful.</summary>
    public void SyncFailed(object process)
    {
        foreach (var line in Lines)
        {
            line.FailedBy = line.Acceptance < Acceptance.Synced ? line.FailedBy ?? process : null;
        }
    }

    /// <summary>The process that accepted them is gone.</summary>
    public void Survive(Death death)
    {
        foreach (var line in Lines)
        {
            if (line.Acceptance is Acceptance.Buffered || (death is Death.PowerLoss && line.Acceptance is Acceptance.Written))
            {
                line.Acceptance = Acceptance.Unknown;
            }
        }
    }
}
