using System.Linq;
using ThreadStore.Measuring;
using ThreadStore.Queries;
using ThreadStore.Sqlite;

namespace ThreadStore.Compare.Projection;

/// <summary>Holds the index that we wrote against the one that the rival wrote.</summary>
internal static class SameRows
{
    /// <summary>Requires every row and every column to be the same.</summary>
    internal static void Require(string home, string rivalHome)
    {
        using var ours = IndexDump.Open(new IndexFiles(home, indexDirectory: null, IndexSchema.Hash));
        using var theirs = IndexDump.Open(new IndexFiles(rivalHome, indexDirectory: null, IndexSchema.Hash));
        if (IndexDump.Compare(ours, theirs).FirstOrDefault() is { } difference)
        {
            throw new WrongAnswerException($"the rows differ: {difference}");
        }
    }
}
