using System;
using ThreadStore.Log;

namespace ThreadStore.Simulation.Disk;

/// <summary>One open file of the log on a simulated machine.</summary>
internal sealed class SimulatedFile(Machine machine, ILogFile file, string path, string fullPath) : ILogFile
{
    private readonly int _boot = machine.Boot;

    private DurableFile State => machine.Files[path, fullPath];

    public int Write(ReadOnlySpan<byte> bytes, out int errno)
    {
        _ = State;
        switch (machine.Begin(_boot, Operation.Write, path, bytes.Length, out var fault))
        {
            case Turn.Dead:
                errno = Libc.EIO;
                return -1;
            case Turn.DiesAfter:
                Put(bytes[..machine.TornAt(bytes.Length)], out errno);
                machine.Die();
                errno = Libc.EIO;
                return -1;
        }

        var count = fault is not { } part ? bytes.Length : part.Bytes < 0 ? bytes.Length : Math.Min(part.Bytes, bytes.Length);
        var done = count == 0 && fault is not null ? 0 : Put(bytes[..count], out errno);
        errno = fault?.Code ?? 0;
        machine.Trace(Operation.Write, errno == 0 ? done : -errno);
        return errno == 0 ? done : -1;
    }

    public int ReadAt(Span<byte> destination, long offset, out int errno)
    {
        if (machine.Begin(_boot, Operation.Read, path, destination.Length, out var fault) is not Turn.Works)
        {
            machine.Die();
            errno = Libc.EIO;
            return -1;
        }

        errno = fault?.Code ?? 0;
        return errno == 0 ? file.ReadAt(destination, offset, out errno) : -1;
    }

    public int WriteAt(ReadOnlySpan<byte> bytes, long offset, out int errno)
    {
        _ = State;
        switch (machine.Begin(_boot, Operation.Rewrite, path, bytes.Length, out var fault))
        {
            case Turn.Dead:
                errno = Libc.EIO;
                return -1;
            case Turn.DiesAfter:
                PutAt(bytes[..machine.TornAt(bytes.Length)], offset, out errno);
                machine.Die();
                errno = Libc.EIO;
                return -1;
        }

        var count = fault is { Bytes: >= 0 } part ? Math.Min(part.Bytes, bytes.Length) : bytes.Length;
        var done = count == 0 && fault is not null ? 0 : PutAt(bytes[..count], offset, out errno);
        errno = fault?.Code ?? 0;
        machine.Trace(Operation.Rewrite, errno == 0 ? done : -errno);
        return errno == 0 ? done : -1;
    }

    public long GetLength(out int errno)
    {
        errno = Look();
        return errno == 0 ? file.GetLength(out errno) : -1;
    }

    public long GetNamedLength(out int errno)
    {
        errno = Look();
        return errno == 0 ? file.GetNamedLength(out errno) : -1;
    }

    private int Look()
    {
        if (machine.Begin(_boot, Operation.Length, path, 0, out var fault) is not Turn.Works)
        {
            machine.Die();
            return Libc.EIO;
        }

        return fault?.Code ?? 0;
    }

    public int Truncate(long length)
    {
        var state = State;
        var turn = machine.Begin(_boot, Operation.Cut, path, 0, out var fault);
        if (turn is Turn.Dead)
        {
            return Libc.EIO;
        }

        var result = 0;
        if (fault is null or { Bytes: < 0 })
        {
            result = file.Truncate(length);
            state.Cut(length);
        }

        if (turn is Turn.DiesAfter)
        {
            machine.Die();
            return Libc.EIO;
        }

        result = fault?.Code ?? result;
        machine.Trace(Operation.Cut, result);
        return result;
    }

    public int DataSync()
    {
        var state = State;
        var turn = machine.Begin(_boot, Operation.Sync, path, 0, out var fault);
        if (turn is Turn.Dead)
        {
            return Libc.EIO;
        }

        if (fault is null)
        {
            state.Synced(Contents());
        }
        else
        {
            state.SyncFailed();
        }

        if (turn is Turn.DiesAfter)
        {
            machine.Die();
            return Libc.EIO;
        }

        machine.Trace(Operation.Sync, fault?.Code ?? 0);
        return fault?.Code ?? 0;
    }

    public ILogFile? OpenRewriter(out int errno)
    {
        if (machine.Begin(_boot, Operation.Open, path, 0, out var fault) is not Turn.Works)
        {
            machine.Die();
            errno = Libc.EIO;
            return null;
        }

        errno = fault?.Code ?? 0;
        var rewriter = errno == 0 ? file.OpenRewriter(out errno) : null;
        return rewriter is null ? null : new SimulatedFile(machine, rewriter, path, fullPath);
    }

    public void Dispose() => file.Dispose();

    // By this descriptor: another process may have moved the file.
    private byte[] Contents()
    {
        var bytes = new byte[file.GetLength(out _)];
        _ = file.ReadAt(bytes, 0, out _);
        return bytes;
    }

    private int Put(ReadOnlySpan<byte> bytes, out int errno)
    {
        var offset = file.GetLength(out errno);
        var done = file.Write(bytes, out errno);
        State.Written(offset, done);
        return done;
    }

    private int PutAt(ReadOnlySpan<byte> bytes, long offset, out int errno)
    {
        var done = file.WriteAt(bytes, offset, out errno);
        State.Written(offset, done);
        return done;
    }
}
