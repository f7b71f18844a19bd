using System;
using System.IO;
using BenchmarkDotNet.Attributes;
using Microsoft.Win32.SafeHandles;
using ThreadStore.Measuring;

namespace ThreadStore.Benchmarks;

/// <summary>The floors under an append: the bytes of one line copied, and the same bytes written by one system call. Every iteration begins the file anew.</summary>
[FreshFiles]
public class WriteFloorBench
{
    private ScratchFolder _folder = null!;
    private byte[] _line = [];
    private byte[] _copy = [];
    private SafeFileHandle _file = null!;
    private long _end;

    /// <summary>Bytes of the payload; the line has an envelope of some 85 bytes more.</summary>
    [Params(64, 256, 4096, 65536)]
    public int PayloadBytes { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _folder = new ScratchFolder();
        _line = new byte[PayloadBytes + 85];
        _copy = new byte[_line.Length];
        _file = File.OpenHandle(_folder.File("floor"), FileMode.CreateNew, FileAccess.Write);
    }

    [Benchmark]
    public DateTimeOffset CopyAndClock()
    {
        _line.CopyTo(_copy, 0);
        return TimeProvider.System.GetUtcNow();
    }

    [Benchmark]
    public void Write()
    {
        RandomAccess.Write(_file, _line, _end);
        _end += _line.Length;
    }

    [IterationCleanup]
    public void BeginAnew()
    {
        RandomAccess.SetLength(_file, 0);
        _end = 0;
    }

    [GlobalCleanup]
    public void Close()
    {
        _file.Dispose();
        _folder.Dispose();
    }
}
