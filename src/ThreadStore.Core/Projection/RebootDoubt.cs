using System;
using System.Collections.Generic;
using System.IO;
using ThreadStore.Log;

namespace ThreadStore.Projection;

/// <summary>
/// What a power loss may have done to logs that rows were made of. Decides, once per start of the machine, which logs are read again from
/// their first byte and which are only held against the hashes of their rows.
/// </summary>
/// <remarks>
/// What was written in the last minutes before the machine went down may be lost in parts, in the middle of a log too, where no hash of a
/// row looks. When it went down nobody knows; but not before the newest log was written. Older pages were written back long before.
/// </remarks>
internal sealed class RebootDoubt
{
    // Linux writes a dirty page back after half a minute; a slow disk has a queue.
    private static readonly TimeSpan s_writeBack = TimeSpan.FromMinutes(10);

    private readonly LogHome _home;
    private readonly HashSet<ThreadId> _locked;
    private readonly DateTime _doubtfulFrom;

    /// <summary>Looks when each log was last written.</summary>
    /// <param name="home">The logs.</param>
    /// <param name="logs">All of them.</param>
    /// <param name="locked">Those that were live when the machine went down, or are now.</param>
    internal RebootDoubt(LogHome home, IEnumerable<RolloutPath> logs, IEnumerable<ThreadId> locked)
    {
        _home = home;
        _locked = [.. locked];
        var newest = DateTime.MinValue;
        foreach (var log in logs)
        {
            var at = WrittenAt(log);
            newest = at > newest ? at : newest;
        }

        _doubtfulFrom = newest == DateTime.MinValue ? newest : newest - s_writeBack;
    }

    /// <summary>True when any byte of the log may be another one than its row was made of.</summary>
    internal bool IsDoubtful(RolloutPath log) => _locked.Contains(log.Id) || WrittenAt(log) >= _doubtfulFrom;

    private DateTime WrittenAt(RolloutPath log) => File.GetLastWriteTimeUtc(_home.Layout.FullPath(log));
}
