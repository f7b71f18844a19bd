using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace ThreadStore.Sqlite;

/// <summary>
/// The lock of a home's index between processes: held around each batch, checkpoint, open for writing, close, recovery and schema work,
/// and never waited for.
/// </summary>
/// <remarks>
/// An advisory lock on <c>&lt;home&gt;/threadstore/store.lock</c>. It belongs to this object's own descriptor, so that two objects in one process exclude
/// each other as two processes do. Lock order: thread lock, store lock, BEGIN. The holder only ever tries other locks.
/// </remarks>
internal sealed class StoreLock : IDisposable
{
    private const string FileName = "store.lock";

    private readonly string _path;
    private readonly byte[] _nativePath;
    private SafeFileHandle? _file;
    private FileIdentity _identity;

    /// <summary>Names the lock of a directory for lock files; nothing is opened yet.</summary>
    public StoreLock(string lockDirectory)
    {
        _path = Path.Combine(lockDirectory, FileName);
        _nativePath = NativeLock.ToNative(_path);
    }

    /// <summary>True between a successful <see cref="TryEnter"/> and <see cref="Exit"/>.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Takes the lock when nobody holds it. 0 B after the first call.</summary>
    /// <param name="errno">0: taken, or somebody else holds it. Otherwise why the lock file could not be used.</param>
    public bool TryEnter(out int errno)
    {
        // Twice at most: the second round is for a lock file that was removed under us, whose lock would exclude nobody.
        for (var round = 0; round < 2; round++)
        {
            if (_file is null && !TryOpen(out errno))
            {
                return false;
            }

            var isTaken = NativeLock.TryLock(_file!, NativeLock.Exclusive, out errno);
            if (errno != 0)
            {
                return false;
            }

            if (NativeLock.Look(_nativePath).IsSameFile(_identity))
            {
                IsHeld = isTaken;
                return isTaken;
            }

            Close();
        }

        errno = 0;
        return false;
    }

    /// <summary>Gives the lock back.</summary>
    public void Exit()
    {
        if (IsHeld)
        {
            IsHeld = false;
            _ = NativeLock.TryLock(_file!, NativeLock.Unlock, out _);
        }
    }

    /// <summary>Closes the lock file, which gives the lock back.</summary>
    public void Dispose()
    {
        IsHeld = false;
        Close();
    }

    private bool TryOpen(out int errno)
    {
        var file = NativeLock.Open(_path, out errno);
        if (errno != 0)
        {
            file.Dispose();
            return false;
        }

        _file = file;
        _identity = NativeLock.Look(file);
        return true;
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
