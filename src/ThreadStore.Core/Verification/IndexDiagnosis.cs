using System;
using System.Collections.Generic;
using System.IO;
using SQLitePCL;
using ThreadStore.Queries;
using ThreadStore.Sqlite;

namespace ThreadStore.Verification;

/// <summary>The index's files: whether the current one is whole, what else lies beside it, and on what kind of disk.</summary>
internal static class IndexDiagnosis
{
    /// <summary>Where every row stands; null when there is no index that can be read.</summary>
    internal static IReadOnlyDictionary<ThreadId, RowState>? Check(IndexFiles files, IndexReader reader, ThreadStoreOptions options, List<StoreFinding> found)
    {
        CheckDisk(files.Directory, options, found);
        if (reader.Refusal is not null)
        {
            // No store uses it as it is, and nobody looks into a file that is not safe to open.
            return null;
        }

        CheckOthers(files, found);
        if (!reader.HasIndex)
        {
            found.Add(new StoreFinding(FindingKind.NoIndex, IsProblem: true, null, null, "there is no index yet: nothing can be listed"));
            return null;
        }

        var path = files.DatabasePath(files.FindNewest());
        try
        {
            if (WhyNotWhole(files) is { } damage)
            {
                found.Add(Damaged(path, damage));
            }

            return reader.ReadStates();
        }
        catch (Exception unreadable) when (unreadable is SqliteException or StorageFaultException)
        {
            found.Add(Damaged(path, unreadable.Message));
            return null;
        }
    }

    /// <summary>Says so when the index lies where several machines may write.</summary>
    private static void CheckDisk(string directory, ThreadStoreOptions options, List<StoreFinding> found)
    {
        var format = options.FileSystemOf(directory);
        if (IndexPlace.IsShared(format))
        {
            found.Add(new StoreFinding(
                FindingKind.SharedFileSystem,
                IsProblem: !options.AllowNetworkIndex,
                null,
                directory,
                $"the index {(options.AllowNetworkIndex ? "lies" : "would lie")} on {format}, which several machines may share: SQLite is not safe there"));
        }
    }

    private static void CheckOthers(IndexFiles files, List<StoreFinding> found)
    {
        var current = files.DatabasePath(files.FindNewest());
        var ours = files.DatabasePath(0)[..^"0.sqlite".Length];
        foreach (var path in Directory.GetFiles(files.Directory, "threadstore-*.sqlite"))
        {
            if (path != current)
            {
                var of = path.StartsWith(ours, StringComparison.Ordinal) ? "that was replaced" : "of another version of the store";
                found.Add(new StoreFinding(FindingKind.OldIndex, IsProblem: false, null, path, $"an index {of}: {Path.GetFileName(path)}, {new FileInfo(path).Length:N0} bytes"));
            }
        }
    }

    private static string? WhyNotWhole(IndexFiles files)
    {
        using var connection = ReadConnection.TryOpenNewest(files, isReadOnlyPlace: !NativeLock.IsWritable(files.Directory));
        if (connection is null)
        {
            return null;
        }

        using var check = connection.Connection.Prepare("PRAGMA quick_check(1)");
        if (check.Step() != raw.SQLITE_ROW)
        {
            throw connection.Connection.Failure("cannot check the index");
        }

        var answer = System.Text.Encoding.UTF8.GetString(check.ColumnText(0));
        return answer == "ok" ? null : answer;
    }

    private static StoreFinding Damaged(string path, string reason) =>
        new(FindingKind.DamagedIndex, IsProblem: true, null, path, $"the index is damaged: {reason}");
}
