using System;
using System.IO;
using BenchmarkDotNet.Attributes;
using Microsoft.Win32.SafeHandles;

namespace ThreadStore.Benchmarks;

/// <summary>The floors under an append: the bytes of one line copied, and the same bytes written by one system call.</summary>
public class WriteFloorBench
{
    private string _path = "";
    private byte[] _line = [];
    private byte[] _copy = [];
    private SafeFileHandle _file = null!;
    private long _end;

    /// <summary>Bytes of the payload; the line has an envelope of some 85 bytes more.</summary>
    [Params(256, 4096)]
    public int PayloadBytes { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _path = Path.GetTempFileName();
        _line = new byte[PayloadBytes + 85];
        _copy = new byte[_line.Length];
        _file = File.OpenHandle(_path, FileMode.Open, FileAccess.Write);
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

    [GlobalCleanup]
    public void Close()
    {
        _file.Dispose();
        File.Delete(_path);
    }
}
