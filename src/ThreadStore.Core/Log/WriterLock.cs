using System;

namespace ThreadStore.Log;

/// <summary>The right to write one thread: an OS lock on the file that Codex locks too.</summary>
/// <remarks>
/// Acquire: 1. take the coordination lock; 2. open the thread's lock file and lock it without waiting; 3. check that the path still names that file, as a lock
/// on an unlinked one would have two owners; 4. write who we are; 5. drop the coordination lock.
/// Release: coordination lock, unlink (only when the index has caught up: a left-over file is the mark that it may not have), close, drop.
/// The lock dies with the process; the file stays then.
/// </remarks>
internal sealed class WriterLock : IDisposable
{
    private const int MaxAttempts = 8;

    private readonly LockFolder _folder;
    private readonly string _path;
    private LogHandle? _file;

    private WriterLock(LockFolder folder, ThreadId id, LogHandle file, bool isNew)
    {
        IsNew = isNew;
        _folder = folder;
        _path = folder.PathOf(id);
        _file = file;
        Id = id;
    }

    internal ThreadId Id { get; }

    /// <summary>There was no lock file before: whoever gives up without having done anything may unlink it, as no mark is lost.</summary>
    internal bool IsNew { get; }

    /// <summary>Takes the lock, or says who holds it.</summary>
    /// <returns>Null when somebody else holds the thread, or held the folder until the timeout.</returns>
    /// <exception cref="StorageFaultException">The lock file cannot be made or locked.</exception>
    internal static WriterLock? TryAcquire(LockFolder folder, ThreadId id, out string holder)
    {
        var errno = TryLock(folder, folder.PathOf(id), out var file, out var isTaken, out var isNew);
        if (isTaken)
        {
            holder = "";
            return new WriterLock(folder, id, file!, isNew);
        }

        using (file)
        {
            if (errno != 0)
            {
                throw new StorageFaultException(
                    StoragePart.Log, StorageOutcome.NotAccepted, null, errno, $"cannot lock thread {id} in {folder.Directory}: {LogFault.Text(errno)}");
            }

            // After the coordination lock is dropped: looking for a name takes longer than others should wait.
            holder = file is not null ? LockHolder.Describe(file) : LockHolder.DescribeFolder(folder);
            return null;
        }
    }

    /// <summary>Gives the thread up. Call it with <paramref name="unlink"/> only when the thread's row has reached the end of its log.</summary>
    internal void Release(bool unlink)
    {
        if (_file is not { } file)
        {
            return;
        }

        _file = null;

        // Without the coordination lock the file just stays, which is harmless.
        using var coordination = unlink ? _folder.TryCoordinate(out _) : null;
        if (coordination is not null && LockFolder.IsCurrent(file, _path))
        {
            _folder.NoteOwnChange();
            _ = Libc.unlink(_path);
        }

        LockFolder.Unlock(file);
        file.Dispose();
    }

    /// <summary>Gives the thread up and leaves the file as a mark.</summary>
    public void Dispose() => Release(unlink: false);

    // Not taken: 0 and the file that another holds, or none when the folder was not to be had; or an errno.
    private static int TryLock(LockFolder folder, string path, out LogHandle? file, out bool isTaken, out bool isNew)
    {
        file = null;
        isTaken = false;
        isNew = false;
        using var coordination = folder.TryCoordinate(out var errno);
        if (coordination is null)
        {
            return errno;
        }

        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            isNew = Libc.Stat(path, out _) == Libc.ENOENT;
            file = folder.OpenLockFile(path, out errno);
            if (file is null)
            {
                return errno;
            }

            folder.BetweenOpenAndLock?.Invoke();
            if (!LockFolder.TryLock(file, out errno))
            {
                return errno;
            }

            if (LockFolder.IsCurrent(file, path))
            {
                folder.NoteOwnChange();
                LockHolder.Write(file, folder.Application);
                isTaken = true;
                return 0;
            }

            file.Dispose();
        }

        // Somebody unlinks it each time, without the coordination lock.
        return Libc.EAGAIN;
    }
}
