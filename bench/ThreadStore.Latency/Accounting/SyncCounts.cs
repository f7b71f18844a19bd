using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ThreadStore.Latency.Accounting;

/// <summary>How often which files were synced.</summary>
/// <param name="Log">Rollouts.</param>
/// <param name="Wal">The index's write-ahead log.</param>
/// <param name="Database">The index's file.</param>
/// <param name="Others">Folders, and whatever else.</param>
internal sealed partial record SyncCounts(int Log, int Wal, int Database, int Others)
{
    /// <summary>Counts in what <c>strace -f -y -ttt</c> wrote.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="from">From when on, in seconds since the Unix epoch.</param>
    /// <param name="to">Until when.</param>
    public static SyncCounts Of(IEnumerable<string> lines, double from, double to)
    {
        var counts = new SyncCounts(0, 0, 0, 0);
        foreach (var line in lines)
        {
            // A call that another thread's interrupts is two lines, of which the second has no path.
            var call = Call().Match(line);
            if (!call.Success || double.Parse(call.Groups["at"].ValueSpan, CultureInfo.InvariantCulture) is var at && (at < from || at > to))
            {
                continue;
            }

            var path = call.Groups["path"].Value;
            counts = path.EndsWith(".jsonl", StringComparison.Ordinal) ? counts with { Log = counts.Log + 1 }
                : path.EndsWith("-wal", StringComparison.Ordinal) ? counts with { Wal = counts.Wal + 1 }
                : path.EndsWith(".sqlite", StringComparison.Ordinal) ? counts with { Database = counts.Database + 1 }
                : counts with { Others = counts.Others + 1 };
        }

        return counts;
    }

    [GeneratedRegex(@"^\d+\s+(?<at>\d+\.\d+) f(data)?sync\(\d+<(?<path>[^>]*)>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();
}
