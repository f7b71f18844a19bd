using System;

namespace ThreadStore.Cli.Replay;

/// <summary>Tells what a replay leaves out of its sources: the first ones singly, then only their number.</summary>
internal sealed class SourceNotes(Action<string> note)
{
    private const int MostNotes = 20;

    private long _count;

    /// <summary>Files that were left out as a whole.</summary>
    internal int Files { get; private set; }

    /// <summary>A file that was left out as a whole, and why.</summary>
    internal void SkippedFile(string why)
    {
        Files++;
        Note(why);
    }

    internal void Skipped(string path, string what) => Note($"{path}: {what}");

    private void Note(string what)
    {
        if (++_count <= MostNotes)
        {
            note($"{what}, skipped");
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
