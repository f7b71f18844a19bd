using System;
using ThreadStore.Log;

namespace ThreadStore.Projection;

/// <summary>Re-reads a line of a thread's log for texts that are too long to travel in a delta. The file is opened when the first is asked for.</summary>
internal sealed class LogTextSource : ITextSource, IDisposable
{
    // A buffer above this is given up after the batch: one long prompt must not be paid for all day.
    private const int KeptBytes = 1 << 20;

    private readonly LogHome _home;
    private byte[] _buffer = [];
    private RolloutPath? _path;
    private ILogFile? _file;

    internal LogTextSource(LogHome home) => _home = home;

    /// <summary>The thread whose lines are asked for from here on.</summary>
    internal void Open(RolloutPath path)
    {
        if (!ReferenceEquals(path, _path))
        {
            CloseFile();
            _path = path;
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> ReadLine(long offset, int length)
    {
        if (_path is null || length <= 0 || (_file ??= TryOpen()) is not { } file)
        {
            return default;
        }

        if (_buffer.Length < length)
        {
            _buffer = GC.AllocateUninitializedArray<byte>(length);
        }

        return file.ReadAll(_buffer.AsSpan(0, length), offset, out var read) == 0 ? _buffer.AsSpan(0, read) : default;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseFile();
        _path = null;
        if (_buffer.Length > KeptBytes)
        {
            _buffer = [];
        }
    }

    private ILogFile? TryOpen() => _home.TryOpenRead(_path!, out var file) ? file : null;

    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
    }
}
