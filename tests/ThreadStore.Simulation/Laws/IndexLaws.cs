using System;
using System.Globalization;
using System.Linq;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Queries;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;

namespace ThreadStore.Simulation.Laws;

/// <summary>The laws of the index, once everything due is projected.</summary>
internal static class IndexLaws
{
    /// <summary>No row is ahead of its log, and each is of the bytes that its log has.</summary>
    public static void CheckMarks(LocalThreadStore store)
    {
        foreach (var (id, row) in store.Reader.ReadStates())
        {
            if (!RolloutPath.TryParse(row.RelativePath, out var path) || !store.Home.TryOpenRead(path, out var file))
            {
                throw new BrokenLawException($"the row of {id} names {row.RelativePath}, which is not there");
            }

            using (file)
            {
                var length = file.GetLengthOrThrow();
                if (row.Offset > length || !LogHashes.Match(file, length, row.Mark))
                {
                    throw new BrokenLawException(string.Create(CultureInfo.InvariantCulture, $"the row of {id} is of other bytes: offset {row.Offset}, log of {length} bytes"));
                }
            }
        }
    }

    /// <summary>True when SQLite finds every page of the index in order.</summary>
    public static bool IsReadable(string home)
    {
        using var connection = SqliteConnection.Open(Newest(home), SqliteOpenMode.ReadOnly);
        using var check = connection.Prepare("PRAGMA integrity_check(1)"u8);
        return check.Step() == 100 && check.ColumnBlob(0).SequenceEqual("ok"u8);
    }

    /// <summary>Every column of every row is what a rebuild from nothing but the logs gives.</summary>
    public static void CheckRebuild(string home, TimeProvider clock)
    {
        using var rebuilt = new RebuiltIndex(home, clock);
        using var left = IndexDump.Open(new IndexFiles(home, null, IndexSchema.Hash));
        using var right = IndexDump.Open(rebuilt.Files);
        var differences = IndexDump.Compare(left, right).ToList();
        if (differences.Count > 0)
        {
            throw new BrokenLawException($"index and rebuild differ: {string.Join("; ", differences.Take(5))}");
        }
    }

    private static string Newest(string home)
    {
        var files = new IndexFiles(home, null, IndexSchema.Hash);
        return files.DatabasePath(files.FindNewest());
    }
}
