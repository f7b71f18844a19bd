using System;

namespace ThreadStore.Cli.Output;

/// <summary>Passes what the library reports to a bar, and keeps the newest report. On the caller's thread: nothing arrives after the end.</summary>
internal sealed class RebuildSink(Action<double, double> bar) : IProgress<RebuildProgress>
{
    /// <summary>The newest report.</summary>
    internal RebuildProgress Last { get; private set; }

    /// <inheritdoc/>
    public void Report(RebuildProgress value)
    {
        Last = value;
        bar(value.Files, value.TotalFiles);
    }
}
