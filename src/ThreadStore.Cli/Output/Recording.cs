using System;
using System.IO;
using ThreadStore.Tracing;

namespace ThreadStore.Cli.Output;

/// <summary>The file of <c>--record</c>: the flight recorder runs from the beginning to the end, and is dumped then, however the run went.</summary>
/// <remarks>
/// The file is opened before the command runs, so that a file that cannot be written costs nothing, and is left as it is until the end. A
/// file that is there is replaced when it is a recording or empty, and nothing else: a slip of the finger must not cost a rollout.
/// </remarks>
internal sealed class Recording : IDisposable
{
    /// <summary>The newest spans that are kept: several times what the demo makes.</summary>
    internal const int Capacity = 1 << 17;

    private FileStream? _file;

    // What every dump begins with.
    private static ReadOnlySpan<byte> Mark => "{\"clock_anchor\":"u8;

    /// <summary>Opens the file and turns the recorder on.</summary>
    /// <exception cref="UsageException">It cannot be written, or holds something else than a recording.</exception>
    internal void Begin(string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path == "-")
        {
            throw new UsageException("--record must name a file; the data stream is the command's");
        }

        var file = Open(path);
        if (!IsReplaceable(file))
        {
            file.Dispose();
            throw new UsageException($"--record replaces a recording, nothing else; this file is none: {path}");
        }

        _file = file;
        FlightRecorder.Start(Capacity);
    }

    /// <summary>Turns the recorder off and writes what it has; nothing when there was no beginning.</summary>
    /// <exception cref="IOException">The file could not be written to its end.</exception>
    internal void End()
    {
        if (_file is null)
        {
            return;
        }

        FlightRecorder.Stop();
        if (HasLength(_file))
        {
            // Which also goes back to the beginning.
            _file.SetLength(0);
        }

        FlightRecorder.Dump(_file);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new UsageException($"cannot write the recording: {(Directory.Exists(path) ? $"this is a directory: {path}" : failure.Message)}");
        }
    }

    private static bool IsReplaceable(FileStream file)
    {
        if (!HasLength(file))
        {
            // An empty lock is a store's, and writing to it would keep others out.
            return Path.GetExtension(file.Name) is not (".lock" or ".inuse");
        }

        Span<byte> begin = stackalloc byte[Mark.Length];
        return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.SequenceEqual(Mark);
    }

    // A pipe or a device has none, and nothing to replace.
    private static bool HasLength(FileStream file) => file.CanSeek && file.Length > 0;
}
