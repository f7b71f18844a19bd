using System;
using System.IO;
using System.Text;

namespace ThreadStore.Cli.Output;

/// <summary>Where a run writes: data to one stream, messages to the other, and what these two can show.</summary>
internal sealed class ToolOutput : IDisposable
{
    private const int RedirectedWidth = 160;

    private readonly bool _isColorWanted;
    private StreamWriter? _text;

    /// <summary>Writes to the given streams.</summary>
    internal ToolOutput(Stream data, TextWriter messages, bool isDataTerminal, bool isMessagesTerminal, bool isColorWanted)
    {
        Data = data;
        Messages = messages;
        IsDataTerminal = isDataTerminal;
        IsMessagesTerminal = isMessagesTerminal;
        _isColorWanted = isColorWanted;
    }

    /// <summary>Rows and results, as bytes.</summary>
    internal Stream Data { get; }

    /// <summary>Rows and results, as text. What is written here and into <see cref="Data"/> must be separated by a flush.</summary>
    internal TextWriter Text => _text ??= new StreamWriter(Data, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);

    /// <summary>Notes, errors and progress.</summary>
    internal TextWriter Messages { get; }

    internal bool IsDataTerminal { get; }

    internal bool IsMessagesTerminal { get; }

    /// <summary>What waiting is measured by.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    internal bool HasDataColor => _isColorWanted && IsDataTerminal;

    internal bool HasMessagesColor => _isColorWanted && IsMessagesTerminal;

    /// <summary>Columns that a table may use.</summary>
    internal int Width => IsDataTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : RedirectedWidth;

    /// <summary>The standard streams of the process; a set <c>NO_COLOR</c> is obeyed.</summary>
    internal static ToolOutput OfProcess() => new(
        new BufferedStream(Console.OpenStandardOutput(), 64 << 10),
        Console.Error,
        !Console.IsOutputRedirected && !IsDumb,
        !Console.IsErrorRedirected && !IsDumb,
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    // A terminal that only prints: tables as into a file, no bars.
    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") is "dumb";

    /// <summary>Writes the one line that says why the run failed.</summary>
    internal void Error(string message) => Messages.WriteLine($"{Tool.Name}: {CleanText.OneLine(message)}");

    /// <summary>Writes a line that is worth knowing and changes nothing.</summary>
    internal void Note(string message) => Messages.WriteLine($"{Tool.Name}: note: {CleanText.OneLine(message)}");

    /// <summary>Hands everything written so far to the streams.</summary>
    internal void Flush()
    {
        _text?.Flush();
        Data.Flush();
        Messages.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text?.Dispose();
        Data.Dispose();
    }
}
