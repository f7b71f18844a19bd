using System.IO;
using System.Linq;
using ThreadStore.Latency.Driving;
using ThreadStore.Log;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Targets;

/// <summary>Files that are appended to by nothing but system calls, and a store beside them for the load alone.</summary>
internal sealed class BareSide : ISide
{
    private const uint OwnerOnly = 0x180;
    private const int O_WRONLY = 1;

    private readonly ScratchFolder _files = new();
    private readonly ScratchFolder _home = new();
    private readonly LogHandle[] _handles;
    private readonly Payload _payload;
    private readonly bool _syncs;

    /// <summary>Makes the files, each with a first line.</summary>
    public BareSide(int files, Payload payload, Durability durability)
    {
        _payload = payload;
        _syncs = durability is Durability.Synced;
        Store = LocalThreadStore.Open(new ThreadStoreOptions { Home = _home.Path });
        _handles = [.. Enumerable.Range(0, files).Select(Open)];
        var first = new BareWrite(Descriptors(), payload.Line);
        for (var i = 0; i < files; i++)
        {
            first.Run();
        }
    }

    /// <inheritdoc/>
    public LocalThreadStore Store { get; }

    /// <inheritdoc/>
    public Round Drive(DriverThread driver, LoopPlan plan) => _syncs
        ? driver.Run(new BareSyncedWrite(Descriptors(), _payload.Line), plan)
        : driver.Run(new BareWrite(Descriptors(), _payload.Line), plan);

    /// <inheritdoc/>
    public long Check(long operations)
    {
        var bytes = Enumerable.Range(0, _handles.Length).Sum(file => new FileInfo(PathOf(file)).Length);
        return bytes == (operations + _handles.Length) * _payload.Line.Length
            ? operations * _payload.Line.Length
            : throw new WrongAnswerException($"{bytes} bytes after {operations} writes of {_payload.Line.Length} bytes to {_handles.Length} files");
    }

    /// <summary>Removes the files, and the store with its home.</summary>
    public void Dispose()
    {
        foreach (var handle in _handles)
        {
            handle.Dispose();
        }

        Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _files.Dispose();
        _home.Dispose();
    }

    private string PathOf(int file) => _files.File($"{file}.jsonl");

    private LogHandle Open(int file) =>
        LogHandle.Open(PathOf(file), O_WRONLY | Libc.O_APPEND | Libc.O_CREAT, OwnerOnly, out var errno)
            ?? throw new IOException($"cannot make {PathOf(file)}: {LogFault.Text(errno)}");

    // The handles outlive every use of their numbers.
    private int[] Descriptors() => [.. _handles.Select(static handle => (int)handle.DangerousGetHandle())];
}
