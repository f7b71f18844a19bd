using System;
using System.Collections.Generic;

namespace ThreadStore.Transfer;

/// <summary>
/// Overwrites what must not leave the home, in place. Called twice for every line, with the same bytes, and must do the same to them.
/// </summary>
/// <param name="thread">Whose line it is.</param>
/// <param name="line">
/// The line without its LF; valid during the call. What becomes of it must be one JSON object of the same type, or nothing at all.
/// </param>
/// <returns>
/// How many of the line's bytes are still the line. The rest becomes blanks, so that every offset stays: forks lean on offsets.
/// </returns>
public delegate int LineRedactor(ThreadId thread, Span<byte> line);

/// <summary>What an export holds.</summary>
public sealed class ThreadExport
{
    /// <summary>The threads; null = all of the home, archived ones included. Parents that forks continue by reference are taken along.</summary>
    public IReadOnlyCollection<ThreadId>? Threads { get; init; }

    /// <summary>Compress the archive with gzip. Default: false.</summary>
    public bool Compress { get; init; }

    /// <summary>Changes lines on their way into the archive; null = the archive holds the logs byte for byte.</summary>
    public LineRedactor? Redactor { get; init; }
}
