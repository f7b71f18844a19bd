using System;
using ThreadStore.Log;

namespace ThreadStore.Simulation.Disk;

/// <summary>What the operating system is asked for, by the log or by SQLite.</summary>
internal enum Operation
{
    Open,
    Read,
    Write,
    Rewrite,
    Length,
    Cut,
    Sync,
    MakeFolder,
    SyncFolder,
    Delete,
    Move,
    Rename,
    Link,
    SqlOpen,
    SqlRead,
    SqlWrite,
    SqlCut,
    SqlSync,
    SqlLock,
    SqlReserve,
    SqlMap,
}

/// <summary>What becomes of one operation.</summary>
/// <param name="Code">The error that it reports: an errno, or a result code of SQLite; 0: none.</param>
/// <param name="Bytes">How much of a write or read is done all the same; -1: all of it.</param>
internal readonly record struct Fault(int Code, int Bytes = 0);

/// <summary>Which operation fails next, and how: armed by the schedule, one-shot or until it heals.</summary>
internal sealed class FaultPlan(Random random)
{
    private const int TooManyOpenFiles = 24; // EMFILE
    private const int SqliteBusy = 5;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;

    /// <summary>A read of SQLite that gives zeros for what was written.</summary>
    public const int BadPage = -1;

    private int _logIn;
    private int _logCount;
    private int _sqlIn;
    private int _sqlCount;

    /// <summary>No space is left, neither for the log nor for SQLite.</summary>
    public bool IsDiskFull { get; set; }

    /// <summary>Another program is writing the database.</summary>
    public bool IsDatabaseLocked { get; set; }

    /// <summary>Whether reads may fail, too.</summary>
    public bool FailsReads { get; set; }

    /// <summary>Some operations of the log fail, soon.</summary>
    public void ArmLog() => (_logIn, _logCount) = (random.Next(1, 30), random.Next(1, 4));

    /// <summary>Some operations of SQLite fail, soon.</summary>
    public void ArmSql() => (_sqlIn, _sqlCount) = (random.Next(1, 120), random.Next(1, 4));

    /// <summary>Whatever was wrong is well again.</summary>
    public void Heal()
    {
        _logIn = _sqlIn = 0;
        IsDiskFull = IsDatabaseLocked = false;
    }

    /// <summary>Decides about an operation of the log; null: it works.</summary>
    public Fault? NextLog(Operation operation, int count)
    {
        if (IsDiskFull && operation is Operation.Write or Operation.Rewrite or Operation.MakeFolder)
        {
            // The last bytes that fit, then nothing.
            return operation is not Operation.MakeFolder && count > 1 && random.Next(3) == 0
                ? new Fault(0, random.Next(1, count))
                : new Fault(Libc.ENOSPC);
        }

        if (_logIn == 0 || --_logIn > 0 || (operation is Operation.Read or Operation.Length or Operation.Open && !FailsReads))
        {
            _logIn = Math.Max(_logIn, _logCount > 0 ? 1 : 0);
            return null;
        }

        _logIn = --_logCount > 0 ? 1 : 0;
        return operation switch
        {
            Operation.Write or Operation.Rewrite => random.Next(5) switch
            {
                0 => new Fault(0, Math.Max(1, random.Next(count))),
                1 => new Fault(Libc.ENOSPC),
                2 => new Fault(Libc.EIO, random.Next(count)),
                3 => new Fault(Libc.EIO, -1),
                _ => new Fault(Libc.EIO),
            },
            Operation.Cut or Operation.Move or Operation.Rename or Operation.Link or Operation.Delete => new Fault(Libc.EIO, random.Next(3) == 0 ? -1 : 0),
            Operation.Open => new Fault(random.Next(2) == 0 ? Libc.EIO : TooManyOpenFiles),
            Operation.MakeFolder => new Fault(Libc.ENOSPC),
            _ => new Fault(Libc.EIO),
        };
    }

    /// <summary>Decides about an operation of SQLite; null: it works.</summary>
    public Fault? NextSql(Operation operation, int count)
    {
        if (IsDiskFull && operation is Operation.SqlWrite)
        {
            return new Fault(SqliteFull);
        }

        if (IsDatabaseLocked && operation is Operation.SqlReserve)
        {
            return new Fault(SqliteBusy);
        }

        if (_sqlIn == 0 || --_sqlIn > 0)
        {
            return null;
        }

        _sqlIn = --_sqlCount > 0 ? 1 : 0;
        const int IoError = 10;
        return operation switch
        {
            Operation.SqlRead => new Fault(random.Next(3) == 0 ? BadPage : IoError | (1 << 8)),
            Operation.SqlWrite => random.Next(2) == 0 ? new Fault(SqliteFull, random.Next(count)) : new Fault(IoError | (3 << 8), random.Next(count)),
            Operation.SqlSync => new Fault(IoError | (4 << 8)),
            Operation.SqlCut => new Fault(IoError | (6 << 8)),
            Operation.SqlLock or Operation.SqlReserve => new Fault(random.Next(4) == 0 ? IoError | (15 << 8) : SqliteBusy),
            Operation.SqlMap => new Fault(IoError | (21 << 8)),
            _ => new Fault(SqliteCannotOpen),
        };
    }
}
