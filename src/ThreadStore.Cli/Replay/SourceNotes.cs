using System;

namespace ThreadStore.Cli.Replay;

/// <summary>Tells what a replay leaves out of its sources: the first ones singly, then only their number.</summary>
internal sealed class SourceNotes(Action<string> note)
{
    private const int MostNotes = 20;

    private long _count;

    internal void Skipped(string path, string what)
    {
        if (++_count <= MostNotes)
        {
            note($"{path}: {what}, skipped");
        }
    }

    /// <summary>Says how many notes were left out.</summary>
    internal void End()
    {
        if (_count > MostNotes)
        {
            note($"{_count - MostNotes} more places skipped");
        }
    }
}
