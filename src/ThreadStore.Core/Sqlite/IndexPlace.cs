using System;
using System.Collections.Generic;

namespace ThreadStore.Sqlite;

/// <summary>Whether an index may lie where it would: SQLite's WAL lives in memory that all its openers share, so that they must be on one machine.</summary>
internal static class IndexPlace
{
    // As they are mounted. FUSE stands at the end of the list by its own rule.
    private static readonly HashSet<string> s_shared = new(StringComparer.Ordinal)
    {
        "nfs", "nfs4", "smb", "smbfs", "smb2", "smb3", "cifs", "afs", "coda", "ncpfs", "lustre", "ceph", "9p", "v9fs", "gfs", "gfs2", "ocfs2", "gpfs", "panfs",
        "beegfs", "fhgfs", "orangefs", "vmhgfs", "vboxsf", "prl_fs", "virtiofs",
    };

    // Kinds of FUSE that are local by what they are: a block device, and the layers of a container without root.
    private static readonly HashSet<string> s_localFuse = new(StringComparer.Ordinal) { "fuseblk", "fuse.fuse-overlayfs" };

    /// <summary>True where several machines may have the same files. Of FUSE nobody can tell, so all but the kinds that are surely local count.</summary>
    internal static bool IsShared(string fileSystem) =>
        s_shared.Contains(fileSystem) || (fileSystem.StartsWith("fuse", StringComparison.Ordinal) && !s_localFuse.Contains(fileSystem));

    /// <summary>Why the index is not used where the options put it; null when it is.</summary>
    internal static UnsupportedException? Refusal(string home, ThreadStoreOptions options)
    {
        if (options.AllowNetworkIndex)
        {
            return null;
        }

        var directory = options.IndexDirectory ?? home;
        var fileSystem = options.FileSystemOf(directory);
        return IsShared(fileSystem)
            ? new UnsupportedException(
                "index",
                $"{directory} is on {fileSystem}, which several machines may share, and SQLite is not safe there. Set IndexDirectory to a folder on a local disk, "
                + "or AllowNetworkIndex when no other machine ever opens this home")
            : null;
    }
}
