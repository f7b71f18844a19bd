namespace ThreadStore.Log;

/// <summary>How a verb of the log ended, without an exception and without text: a full disk at 100,000 appends a second must not cost as many exceptions.</summary>
internal readonly struct LogStatus
{
    private LogStatus(bool ok, StorageOutcome outcome, int errno)
    {
        Ok = ok;
        Outcome = outcome;
        Errno = errno;
    }

    /// <summary>It went well.</summary>
    internal static LogStatus Success => new(ok: true, StorageOutcome.Accepted, 0);

    internal bool Ok { get; }

    /// <summary>What a failure means for the lines of the call.</summary>
    internal StorageOutcome Outcome { get; }

    /// <summary>The cause of a failure; 0 when no system call failed.</summary>
    internal int Errno { get; }

    /// <summary>Nothing of the call is in the log: a retry is safe.</summary>
    internal static LogStatus NotAccepted(int errno) => new(ok: false, StorageOutcome.NotAccepted, errno);

    /// <summary>The lines are in the log, but not known to be on disk.</summary>
    internal static LogStatus NotDurable(int errno) => new(ok: false, StorageOutcome.Accepted, errno);

    /// <summary>Some bytes may be in the log: re-reading it decides.</summary>
    internal static LogStatus Unknown(int errno) => new(ok: false, StorageOutcome.Unknown, errno);
}

/// <summary>What the file's length says about the lines we know of.</summary>
internal enum LengthCheck
{
    /// <summary>Exactly our lines.</summary>
    Same,

    /// <summary>Somebody else appended: <see cref="ThreadLog.Resynchronise"/> before the next position is given out.</summary>
    Grown,

    /// <summary>Bytes that we know of are gone: the thread is faulted.</summary>
    Shrunk,

    /// <summary>The length could not be read.</summary>
    Failed,
}
