using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Load;

/// <summary>Writes and syncs chunks of 4 to 16 MiB, as fast as the disk takes them, over and over in a file of 256 MiB.</summary>
internal sealed class BusyDisk : ILoad
{
    private const int LeastMiB = 4;
    private const int MostMiB = 16;
    private const long FileBytes = 256L << 20;

    private readonly ScratchFolder _folder = new();
    private readonly LoadThread _thread;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _bytes;
    private long _syncs;

    /// <summary>Begins.</summary>
    public BusyDisk() => _thread = new LoadThread(Write);

    /// <inheritdoc/>
    public string? Stop()
    {
        _thread.Stop();
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        return _syncs > 0
            ? $"{_bytes / seconds / (1 << 20):N0} MiB/s and {_syncs / seconds:N1} syncs/s beside"
            : throw new WrongAnswerException("not one chunk was written: the disk was not busy");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _thread.Dispose();
        _folder.Dispose();
    }

    private void Write(CancellationToken stop)
    {
        var chunk = new byte[MostMiB << 20];
        Random.Shared.NextBytes(chunk);
        using var file = File.OpenHandle(_folder.File("chunks"), FileMode.CreateNew, FileAccess.Write);
        for (var (at, mib) = (0L, LeastMiB); !stop.IsCancellationRequested || _syncs == 0; mib = mib == MostMiB ? LeastMiB : mib * 2)
        {
            RandomAccess.Write(file, chunk.AsSpan(0, mib << 20), at);
            RandomAccess.FlushToDisk(file);
            _bytes += mib << 20;
            _syncs++;
            at = (at + (mib << 20)) % FileBytes;
        }
    }
}
