using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ThreadStore.Log;

namespace ThreadStore.TestKit;

/// <summary>The operations of the log's device.</summary>
internal enum LogOperation
{
    Open,
    Write,
    ReadAt,
    WriteAt,
    GetLength,
    Truncate,
    DataSync,
    OpenRewriter,
    CreateDirectory,
    SyncDirectory,
    Delete,
    Move,
    Rename,
    Link,
    GetLengthByPath,
}

/// <summary>What one operation does instead of its work.</summary>
/// <param name="Errno">The error it reports; 0 = it reports what it did.</param>
/// <param name="Bytes">How many bytes a read or write moves all the same.</param>
/// <param name="Before">Runs first: another writer, or a gate.</param>
/// <param name="IsDone">The whole work is done although an error is reported.</param>
internal readonly record struct ScriptedFault(int Errno, int Bytes = 0, Action? Before = null, bool IsDone = false);

/// <summary>The real disk under a script: any operation can fail, be interrupted, be cut short or wait. Replayable: the script sees the operation's number.</summary>
internal sealed class ScriptedLogDevice : ILogDevice
{
    private readonly PosixLogDevice _disk = PosixLogDevice.Instance;
    private readonly Lock _gate = new();
    private readonly List<LogOperation> _operations = [];
    private long _bytesRead;

    /// <summary>Decides about the n-th operation, from 0; null lets it work.</summary>
    public Func<int, LogOperation, ScriptedFault?>? Script { get; set; }

    /// <summary>The bytes read so far.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>The operations so far.</summary>
    public IReadOnlyList<LogOperation> Operations
    {
        get
        {
            lock (_gate)
            {
                return [.. _operations];
            }
        }
    }

    public int Count(LogOperation operation) => Operations.Count(done => done == operation);

    /// <summary>The next operation of a kind, or one that follows some others, does this; those after it work.</summary>
    public void Next(LogOperation kind, ScriptedFault fault, int after = 0)
    {
        var count = 0;
        Script = (_, operation) => operation == kind && Interlocked.Increment(ref count) == after + 1 ? fault : null;
    }

    /// <summary>Every operation of a kind fails until the script changes.</summary>
    public void Always(LogOperation kind, int errno) => Script = (_, operation) => operation == kind ? new ScriptedFault(errno) : null;

    public ILogFile? Open(string path, LogAccess access, out int errno)
    {
        errno = Decide(LogOperation.Open)?.Errno ?? 0;
        var file = errno == 0 ? _disk.Open(path, access, out errno) : null;
        return file is null ? null : new ScriptedFile(this, file);
    }

    public int CreateDirectory(string path) => Change(LogOperation.CreateDirectory, () => _disk.CreateDirectory(path));

    public int SyncDirectory(string path) => Change(LogOperation.SyncDirectory, () => _disk.SyncDirectory(path));

    public int Delete(string path) => Change(LogOperation.Delete, () => _disk.Delete(path));

    public int Delete(string root, string path) => Change(LogOperation.Delete, () => _disk.Delete(root, path));

    public int Move(string root, string from, string to) => Change(LogOperation.Move, () => _disk.Move(root, from, to));

    public int Rename(string from, string to) => Change(LogOperation.Rename, () => _disk.Rename(from, to));

    // Done although an error is reported: how a crash right behind the call looks.
    private int Change(LogOperation operation, Func<int> work)
    {
        if (Decide(operation) is not { } fault)
        {
            return work();
        }

        var result = fault.IsDone ? work() : 0;
        return fault.Errno != 0 ? fault.Errno : result;
    }

    public int Link(string path, string newPath) => Change(LogOperation.Link, () => _disk.Link(path, newPath));

    public long GetLength(string path, out int errno)
    {
        errno = Decide(LogOperation.GetLengthByPath)?.Errno ?? 0;
        return errno == 0 ? _disk.GetLength(path, out errno) : -1;
    }

    private ScriptedFault? Decide(LogOperation operation)
    {
        int number;
        lock (_gate)
        {
            number = _operations.Count;
            _operations.Add(operation);
        }

        var fault = Script?.Invoke(number, operation);
        fault?.Before?.Invoke();
        return fault is { Errno: 0, Bytes: 0 } ? null : fault;
    }

    private sealed class ScriptedFile(ScriptedLogDevice device, ILogFile file) : ILogFile
    {
        public int Write(ReadOnlySpan<byte> bytes, out int errno)
        {
            if (device.Decide(LogOperation.Write) is not { } fault)
            {
                return file.Write(bytes, out errno);
            }

            var count = fault.IsDone ? bytes.Length : Math.Min(fault.Bytes, bytes.Length);
            var done = count > 0 ? file.Write(bytes[..count], out _) : 0;
            errno = fault.Errno;
            return errno == 0 ? done : -1;
        }

        public int ReadAt(Span<byte> destination, long offset, out int errno)
        {
            if (device.Decide(LogOperation.ReadAt) is not { } fault)
            {
                var read = file.ReadAt(destination, offset, out errno);
                Interlocked.Add(ref device._bytesRead, Math.Max(0, read));
                return read;
            }

            errno = fault.Errno;
            return errno == 0 ? file.ReadAt(destination[..Math.Min(fault.Bytes, destination.Length)], offset, out errno) : -1;
        }

        public int WriteAt(ReadOnlySpan<byte> bytes, long offset, out int errno)
        {
            if (device.Decide(LogOperation.WriteAt) is not { } fault)
            {
                return file.WriteAt(bytes, offset, out errno);
            }

            var count = fault.IsDone ? bytes.Length : Math.Min(fault.Bytes, bytes.Length);
            var done = count > 0 ? file.WriteAt(bytes[..count], offset, out _) : 0;
            errno = fault.Errno;
            return errno == 0 ? done : -1;
        }

        public long GetLength(out int errno)
        {
            errno = device.Decide(LogOperation.GetLength)?.Errno ?? 0;
            return errno == 0 ? file.GetLength(out errno) : -1;
        }

        public long GetNamedLength(out int errno)
        {
            errno = device.Decide(LogOperation.GetLength)?.Errno ?? 0;
            return errno == 0 ? file.GetNamedLength(out errno) : -1;
        }

        public int Truncate(long length) => device.Change(LogOperation.Truncate, () => file.Truncate(length));

        public int DataSync() => device.Change(LogOperation.DataSync, file.DataSync);

        public ILogFile? OpenRewriter(out int errno)
        {
            errno = device.Decide(LogOperation.OpenRewriter)?.Errno ?? 0;
            var rewriter = errno == 0 ? file.OpenRewriter(out errno) : null;
            return rewriter is null ? null : new ScriptedFile(device, rewriter);
        }

        public void Dispose() => file.Dispose();
    }
}
