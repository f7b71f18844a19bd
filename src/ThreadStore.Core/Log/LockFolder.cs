using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Log;

/// <summary>The folder of writer locks that Codex uses too, and the coordination lock under which its files appear and vanish.</summary>
/// <remarks>
/// The coordination lock is held for microseconds. Threads of this process queue at a gate, and only its holder competes with other processes: it tries
/// without blocking and lets a moment of the clock pass in between, so a wait has an end and a test's clock can drive it.
/// </remarks>
internal sealed partial class LockFolder
{
    /// <summary>How long an acquisition waits for the coordination lock unless told otherwise.</summary>
    internal static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private const uint LockMode = 0x180;    // 0600
    private const string Suffix = ".lock";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    private readonly ILogDevice _device;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;
    private readonly Lock _gate = new();
    private long _ownChanges;

    internal LockFolder(LogHome home, string application, TimeSpan? timeout = null)
    {
        Directory = $"{home.Directory}/thread-writer-locks";
        Application = application;
        _device = home.Device;
        _clock = home.Clock;
        _timeout = timeout ?? DefaultTimeout;
    }

    /// <summary>The folder's absolute path.</summary>
    internal string Directory { get; }

    /// <summary>What our lock files call us.</summary>
    internal string Application { get; }

    /// <summary>How often this process has made a lock file appear or vanish.</summary>
    internal long OwnChanges => Volatile.Read(ref _ownChanges);

    /// <summary>When a lock file last appeared or vanished, by the file system's clock.</summary>
    internal DateTime ChangedAt => System.IO.Directory.GetLastWriteTimeUtc(Directory);

    /// <summary>A lock file of ours has appeared or vanished.</summary>
    internal void NoteOwnChange() => Interlocked.Increment(ref _ownChanges);

    /// <summary>The file whose lock orders everything that happens in the folder.</summary>
    internal string CoordinationPath => $"{Directory}/.coordination{Suffix}";

    /// <summary>The lock file of a thread.</summary>
    internal string PathOf(ThreadId id) => $"{Directory}/{id}{Suffix}";

    /// <summary>True while some process of this machine writes the thread, as far as it can be seen without taking its lock.</summary>
    internal bool IsHeld(ThreadId id)
    {
        using var file = LogHandle.Open(PathOf(id), Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK, 0, out _);
        return file is not null && LockHolder.IsHeld(file);
    }

    /// <summary>The threads that have a lock file, held or left over: those whose rows may be behind.</summary>
    internal List<ThreadId> List()
    {
        var found = new List<ThreadId>();
        try
        {
            foreach (var path in System.IO.Directory.EnumerateFiles(Directory, "*" + Suffix))
            {
                if (ThreadId.TryParse(Path.GetFileNameWithoutExtension(path), out var id))
                {
                    found.Add(id);
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Nobody has locked anything in this home yet.
        }

        return found;
    }

    /// <summary>Takes the coordination lock; dispose it at once. Null when it was not to be had in time, or with an errno.</summary>
    internal Coordination? TryCoordinate(out int errno)
    {
        errno = 0;
        var start = _clock.GetTimestamp();
        if (!_gate.TryEnter(_timeout))
        {
            return null;
        }

        LogHandle? file = null;
        try
        {
            file = WaitForLock(start, out errno);
        }
        finally
        {
            if (file is null)
            {
                _gate.Exit();
            }
        }

        return file is null ? null : new Coordination(this, file);
    }

    /// <summary>Opens or makes a file of the folder, making the folder when it is not there; null and an errno on failure.</summary>
    internal LogHandle? OpenLockFile(string path, out int errno)
    {
        var flags = Libc.O_RDWR | Libc.O_CREAT | Libc.O_NOFOLLOW | Libc.O_NONBLOCK;
        var file = LogHandle.Open(path, flags, LockMode, out errno);
        if (file is null && errno == Libc.ENOENT)
        {
            errno = _device.CreateDirectory(Directory);
            file = errno is 0 or Libc.EEXIST ? LogHandle.Open(path, flags, LockMode, out errno) : null;
        }

        return file;
    }

    /// <summary>Locks an open file exclusively without waiting. False with errno 0: somebody else holds it.</summary>
    internal static bool TryLock(LogHandle file, out int errno)
    {
        do
        {
            errno = Libc.Errno(Libc.flock(file, Libc.LOCK_EX | Libc.LOCK_NB));
        }
        while (errno == Libc.EINTR);

        var isTaken = errno == 0;
        errno = errno == Libc.EAGAIN ? 0 : errno;
        return isTaken;
    }

    /// <summary>True while the path still names the open file: a lock on a file that was unlinked in between keeps nobody out.</summary>
    internal static bool IsCurrent(LogHandle file, string path) =>
        Libc.Stat(file, out var mine) == 0 && mine.LinkCount > 0 && Libc.Stat(path, out var named) == 0 && mine.IsSameFile(named);

    /// <summary>
    /// Ends the lock, whoever else has the descriptor: a process that the host is just starting has a copy of it until it becomes another
    /// program, and would hold the lock until then if it were only closed here.
    /// </summary>
    internal static void Unlock(LogHandle file) => _ = Libc.flock(file, Libc.LOCK_UN);

    private LogHandle? WaitForLock(long start, out int errno)
    {
        while (true)
        {
            var file = OpenLockFile(CoordinationPath, out errno);
            if (file is null)
            {
                return null;
            }

            if (TryLock(file, out errno) && IsCurrent(file, CoordinationPath))
            {
                return file;
            }

            file.Dispose();
            if (errno != 0 || _clock.GetElapsedTime(start) >= _timeout)
            {
                return null;
            }

            Task.Delay(s_pause, _clock).GetAwaiter().GetResult();
        }
    }

    /// <summary>The coordination lock while it is held.</summary>
    internal sealed class Coordination : IDisposable
    {
        private readonly LockFolder _folder;
        private readonly LogHandle _file;

        internal Coordination(LockFolder folder, LogHandle file)
        {
            _folder = folder;
            _file = file;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Unlock(_file);
            _file.Dispose();
            _folder._gate.Exit();
        }
    }
}
