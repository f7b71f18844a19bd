using System;
using Microsoft.Win32.SafeHandles;

namespace ThreadStore.Sqlite;

/// <summary>One opener's hold on one epoch of the index: keeps its files from being deleted, and tells whether it is still the current one.</summary>
internal sealed class IndexEpoch : IDisposable
{
    private const int OpenRounds = 8;

    private readonly SafeFileHandle? _inUse;
    private readonly byte[] _database;
    private readonly byte[] _next;
    private readonly byte[] _wal;
    private readonly byte[] _sharedMemory;
    private readonly FileIdentity _databaseFile;
    private FileIdentity _walFile;
    private FileIdentity _sharedMemoryFile;

    private IndexEpoch(IndexFiles files, long number, SafeFileHandle? inUse)
    {
        Number = number;
        DatabasePath = files.DatabasePath(number);
        _inUse = inUse;
        _database = NativeLock.ToNative(DatabasePath);
        _next = NativeLock.ToNative(files.DatabasePath(number + 1));
        _wal = NativeLock.ToNative(DatabasePath + "-wal");
        _sharedMemory = NativeLock.ToNative(DatabasePath + "-shm");
        _databaseFile = NativeLock.Look(_database);
    }

    /// <summary>The epoch's number, from 1.</summary>
    public long Number { get; }

    /// <summary>The database file.</summary>
    public string DatabasePath { get; }

    /// <summary>The bytes that the WAL takes on disk now.</summary>
    public long WalLength => NativeLock.Look(_wal).Length;

    /// <summary>Takes hold of the newest epoch; null when there is none, or when it kept changing while we looked.</summary>
    public static IndexEpoch? TryOpenNewest(IndexFiles files)
    {
        for (var round = 0; round < OpenRounds; round++)
        {
            var number = files.FindNewest();
            if (number == 0)
            {
                return null;
            }

            // The lock first, then the look: whoever deletes takes the lock exclusively before it deletes.
            if (!TryHold(files, number, out var inUse))
            {
                continue;
            }

            var epoch = new IndexEpoch(files, number, inUse);
            if (epoch.IsCurrent())
            {
                return epoch;
            }

            epoch.Dispose();
        }

        return null;
    }

    /// <summary>True while the path still names the same file and no newer epoch exists. Two looks at paths, 0 B.</summary>
    public bool IsCurrent()
    {
        var file = NativeLock.Look(_database);
        return !file.IsMissing && file.IsSameFile(_databaseFile) && NativeLock.Look(_next).IsMissing;
    }

    /// <summary>Remembers the companions that a writing connection works on; called once it has made or opened them.</summary>
    public void RememberCompanions()
    {
        _walFile = NativeLock.Look(_wal);
        _sharedMemoryFile = NativeLock.Look(_sharedMemory);
    }

    /// <summary>
    /// True while <see cref="IsCurrent"/> and the WAL and its shared memory are the files that were remembered: a writer whose WAL was removed
    /// would go on committing into a file that nobody else sees. 0 B.
    /// </summary>
    public bool IsWhole() => IsCurrent() && NativeLock.Look(_wal).IsSameFile(_walFile) && NativeLock.Look(_sharedMemory).IsSameFile(_sharedMemoryFile);

    /// <summary>Lets the epoch go.</summary>
    public void Dispose() => _inUse?.Dispose();

    private static bool TryHold(IndexFiles files, long number, out SafeFileHandle? inUse)
    {
        inUse = NativeLock.Open(files.InUsePath(number), out var errno);
        if (errno != 0)
        {
            inUse.Dispose();
            inUse = NativeLock.OpenExisting(files.InUsePath(number), out errno);
        }

        if (errno != 0)
        {
            // Nothing can be created here, so we cannot say that we read; a deletion is seen by the next look.
            inUse.Dispose();
            inUse = null;
            return true;
        }

        if (NativeLock.TryLock(inUse, NativeLock.Shared, out _))
        {
            return true;
        }

        inUse.Dispose();
        return false;
    }
}
