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
    // As the kernel calls them. FUSE is not among them: most of what is mounted by it is local.
    private static readonly HashSet<string> s_shared = new(StringComparer.Ordinal)
    {
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "v9fs", "afs", "ceph", "coda", "gfs", "gfs2", "gpfs", "lustre", "ncpfs", "ocfs2", "panfs", "fhgfs",
    };

    /// <summary>Where every row stands; null when there is no index that can be read.</summary>
    internal static IReadOnlyDictionary<ThreadId, RowState>? Check(IndexFiles files, IndexReader reader, List<StoreFinding> found)
    {
        CheckDisk(files.Directory, new DriveInfo(files.Directory).DriveFormat, found);
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
    internal static void CheckDisk(string directory, string format, List<StoreFinding> found)
    {
        if (s_shared.Contains(format))
        {
            found.Add(new StoreFinding(
                FindingKind.SharedFileSystem, IsProblem: true, null, directory, $"the index lies on {format}, which several machines may share: SQLite is not safe there"));
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
