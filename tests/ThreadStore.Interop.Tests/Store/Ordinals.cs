using System.Collections.Generic;
using System.Linq;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.Store;

/// <summary>Asserts how the lines of a rollout are numbered.</summary>
internal static class Ordinals
{
    /// <summary>Every line but the journal's has the next number, from 0; in legacy mode none has one.</summary>
    public static IReadOnlyList<CodexRolloutLine> AssertWhole(string path, HistoryMode mode)
    {
        var lines = CodexRollout.Read(path);
        var counted = lines.Where(static line => line.Type != "threadstore_metadata").ToArray();
        Assert.Equal(
            mode is HistoryMode.Legacy ? counted.Select(static _ => (long?)null) : Enumerable.Range(0, counted.Length).Select(static i => (long?)i),
            counted.Select(static line => line.Ordinal));
        Assert.All(lines.Except(counted), static line => Assert.Null(line.Ordinal));
        return lines;
    }
}
