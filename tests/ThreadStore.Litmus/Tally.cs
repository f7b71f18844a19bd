using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace ThreadStore.Litmus;

/// <summary>What two threads can make of each other, as far as it can be told from outside.</summary>
internal enum Seen
{
    PutIntoEmpty,
    PutMerged,
    LinkWon,
    LinkFound,
    LinkDuringVisit,
    EmptyWhilePublishing,
    EmptyAlreadyTaken,
    LinkBeforeSleep,
    LinkWhileAwake,
    WokenFromPark,
    BarrierNothingDue,
    BarrierByAttemptUnderWay,
    BarrierByLaterAttempt,
    BarrierFailed,
    RetainedAlone,
    RetainedMerged,
    NoSpare,
    CatchUpStep,
}

/// <summary>Counts of one thread. Each thread has its own: a shared counter would be a fence between the steps that are counted.</summary>
internal sealed class Tally
{
    private static readonly (string Part, string Text, bool IsRequired)[] s_names =
    [
        ("slot", "put found the slot empty", true),
        ("slot", "put merged over a pending delta", true),
        ("slot", "link turned the flag", true),
        ("slot", "link found the flag set", true),
        ("slot", "linked after the take-all, while its nodes were visited", true),
        ("slot", "visited and empty: its publisher was between take and put", true),
        ("slot", "visited and empty: an earlier visit had taken the delta", true),
        ("projector", "linked after the last look and before the sleep", true),
        ("projector", "linked while it was awake", true),
        ("projector", "linked while it slept: a wake was needed", true),
        ("store", "barrier: nothing was due", true),
        ("store", "barrier: the attempt under way answered it", false),
        ("store", "barrier: a later attempt answered it", true),
        ("store", "barrier: failed by its attempt, its lines accepted", false),
        ("store", "failed delta applied again as it was", true),
        ("store", "failed delta merged with a newer one", true),
        ("store", "publisher found no spare", true),
        ("store", "read from the log instead of a delta", true),
    ];

    private readonly long[] _counts = new long[s_names.Length];

    /// <summary>The counts that two cores must show, for the help.</summary>
    public static string Required => string.Join("; ", s_names.Where(static name => name.IsRequired).Select(static name => $"{name.Part}: {name.Text}"));

    public void Add(Seen seen, long count = 1) => _counts[(int)seen] += count;

    public void Add(Tally other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
    }

    /// <summary>Prints the table; gives what was required and never seen.</summary>
    public List<string> Print(TextWriter output)
    {
        var missing = new List<string>();
        for (var i = 0; i < s_names.Length; i++)
        {
            var (part, text, isRequired) = s_names[i];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{part,-10} {text,-62} {_counts[i],12:N0}"));
            if (isRequired && _counts[i] == 0)
            {
                missing.Add($"{part}: {text}");
            }
        }

        return missing;
    }
}
