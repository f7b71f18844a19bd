using System;
using System.Globalization;
using System.IO;
using ThreadStore.TestKit;

namespace ThreadStore.Simulation.Disk;

/// <summary>How an operation ends for the one who asked for it.</summary>
internal enum Turn
{
    /// <summary>It works, or fails by plan.</summary>
    Works,

    /// <summary>The process is no more: nothing happens.</summary>
    Dead,

    /// <summary>It is the last one: it happens, in whole or in part, and then the process is no more.</summary>
    DiesAfter,
}

/// <summary>How a machine goes down.</summary>
internal enum Death
{
    /// <summary>SIGKILL: what was written is in the page cache and stays.</summary>
    Kill,

    /// <summary>What was not synced may be lost, torn, or there.</summary>
    PowerLoss,
}

/// <summary>
/// A machine with one home, a clock and a disk, that fails by plan and dies at any operation of the log or of SQLite. Dying copies the
/// home as it is at that moment: the next boot goes on with the copy, and whatever the dead process still does, it does to nobody's files.
/// </summary>
internal sealed class Machine
{
    private readonly string _root;
    private readonly TextWriter? _log;
    private int _powerLosses;
    private int _diesIn;
    private int _phase;
    private Death _death;
    private TimeSpan _slow;
    private ulong _trace = 0xcbf29ce484222325;

    public Machine(int seed, string root, TextWriter? log)
    {
        _root = root;
        _log = log;
        Random = new Random(seed);
        Faults = new FaultPlan(new Random(unchecked(seed * 31 + 7)));
        Directory.CreateDirectory(Home);
    }

    public Random Random { get; }

    public FakeClock Clock { get; } = new();

    public FaultPlan Faults { get; }

    public FolderState Files { get; } = new();

    public int Boot { get; private set; }

    public string Home => FormattableString.Invariant($"{_root}/{Boot}");

    /// <summary>The kernel's id of its start: another one after every loss of power.</summary>
    public string KernelBoot => FormattableString.Invariant($"boot {_powerLosses}");

    public bool IsDead { get; private set; }

    /// <summary>How the last process ended.</summary>
    public Death LastDeath => _death;

    /// <summary>What the machine was asked for until now, and what came of it, in one number.</summary>
    public ulong Fingerprint => _trace;

    public long Operations { get; private set; }

    /// <summary>Nothing fails or dies, as long as a check looks.</summary>
    public bool IsQuiet { get; set; }

    public void ArmDeath(Death death)
    {
        _death = death;
        _diesIn = Random.Next(1, 150);
        _phase = Random.Next(3);
    }

    /// <summary>The next write or sync, of the log or of SQLite, takes so long.</summary>
    public void SlowDown(TimeSpan by) => _slow = by;

    /// <summary>The process that checks, and whatever comes after a clean end, is not to be killed.</summary>
    public void Disarm()
    {
        _diesIn = 0;
        Faults.Heal();
    }

    public Turn Begin(int boot, Operation operation, string path, int count, out Fault? fault)
    {
        fault = null;
        if (boot != Boot || IsDead)
        {
            return Turn.Dead;
        }

        Operations++;
        Note(operation, path, count);
        if (IsQuiet)
        {
            return Turn.Works;
        }

        if (operation is Operation.Write or Operation.Sync or Operation.SqlWrite or Operation.SqlSync)
        {
            Clock.Skip(_slow);
            _slow = TimeSpan.Zero;
        }

        if (_diesIn > 0 && --_diesIn == 0)
        {
            if (_phase == 0)
            {
                Die();
                return Turn.Dead;
            }

            return Turn.DiesAfter;
        }

        fault = operation >= Operation.SqlOpen ? Faults.NextSql(operation, count) : Faults.NextLog(operation, count);
        return Turn.Works;
    }

    /// <summary>How much of the last write of a process is done.</summary>
    public int TornAt(int count) => _phase == 1 ? Random.Next(count + 1) : count;

    /// <summary>The process is no more, from this moment on.</summary>
    public void Die()
    {
        if (IsDead)
        {
            return;
        }

        IsDead = true;
        Say(FormattableString.Invariant($"-- {_death}"));
        Copy(Home, FormattableString.Invariant($"{_root}/{Boot + 1}"));
    }

    /// <summary>The machine starts again, on what death has left.</summary>
    public void Restart()
    {
        Boot++;
        IsDead = false;
        Disarm();
        if (_death is Death.PowerLoss)
        {
            _powerLosses++;
            Files.LosePower(Home, Random);
            foreach (var shared in Directory.GetFiles(Home, "*-shm"))
            {
                File.Delete(shared);
            }
        }
    }

    public void Trace(Operation operation, long result)
    {
        Mix(((ulong)operation << 56) ^ unchecked((ulong)result));
        _log?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"        = {result}"));
    }

    /// <summary>Something that the schedule does or sees.</summary>
    public void Say(string text)
    {
        foreach (var c in text)
        {
            Mix(c);
        }

        _log?.WriteLine(text);
    }

    private void Note(Operation operation, string path, int count)
    {
        Mix(((ulong)operation << 32) ^ unchecked((uint)count));
        _log?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {Operations} {operation} {path} {count}"));
    }

    private void Mix(ulong value) => _trace = unchecked((_trace ^ value) * 0x100000001b3);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var path in Directory.GetFileSystemEntries(from))
        {
            var target = $"{to}/{Path.GetFileName(path)}";
            if (Directory.Exists(path))
            {
                Copy(path, target);
            }
            else
            {
                File.Copy(path, target);
            }
        }
    }
}
