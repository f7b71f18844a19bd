using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;

namespace ThreadStore.Sqlite;

/// <summary>Where the index of one home lies, under which names, and which file of them is the current one.</summary>
/// <remarks>
/// <c>&lt;directory&gt;/threadstore-&lt;schema hash&gt;.&lt;epoch&gt;.sqlite</c>; the current one is the highest epoch of one's own hash, other hashes belong to other
/// versions. A file under its final name is never renamed, truncated or rewritten: replacing it is creating the next epoch, under the store lock.
/// Lock files (<c>index-&lt;hash&gt;.&lt;epoch&gt;.inuse</c>) and marks (<c>.corrupt</c>) lie in <c>&lt;home&gt;/threadstore/</c>.
/// An epoch's number is never given to a second file while anything of the first is left: a WAL that stayed behind would be replayed into it.
/// </remarks>
internal sealed class IndexFiles
{
    /// <summary>The folder in the home that holds lock files and what else is ours.</summary>
    public const string LockFolder = "threadstore";

    private const string DatabaseSuffix = ".sqlite";
    private const string UnfinishedSuffix = ".new";
    private const string InUseSuffix = ".inuse";
    private const string CorruptSuffix = ".corrupt";

    private static readonly string[] s_companions = ["", "-wal", "-shm", "-journal"];

    private readonly string _databasePrefix;
    private readonly string _lockPrefix;

    /// <summary>
    /// Taken for the commit of a batch, and for the beginning of a short read. SQLite begins a read by comparing words that a commit and other
    /// beginnings change; whoever meets five such changes sleeps, and the packaged SQLite cannot sleep less than a second.
    /// </summary>
    internal Lock Turn { get; } = new();

    /// <summary>Names the files; touches nothing.</summary>
    /// <param name="home">The home directory.</param>
    /// <param name="indexDirectory">A directory set apart for the index, or null for the home itself.</param>
    /// <param name="schemaHash">Eight hexadecimal digits.</param>
    public IndexFiles(string home, string? indexDirectory, string schemaHash)
    {
        Home = Path.GetFullPath(home);
        Directory = indexDirectory is null ? Home : Path.GetFullPath(indexDirectory);
        LockDirectory = Path.Combine(Home, LockFolder);
        _databasePrefix = $"threadstore-{schemaHash}.";
        _lockPrefix = $"index-{schemaHash}.";
    }

    /// <summary>The home that the index describes.</summary>
    public string Home { get; }

    /// <summary>Where the database files lie.</summary>
    public string Directory { get; }

    /// <summary>Where the lock files lie.</summary>
    public string LockDirectory { get; }

    /// <summary>The database file of an epoch.</summary>
    public string DatabasePath(long epoch) => Path.Combine(Directory, $"{_databasePrefix}{epoch}{DatabaseSuffix}");

    /// <summary>The name under which an epoch's file is made before it gets its final one.</summary>
    public string UnfinishedPath(long epoch) => Path.Combine(Directory, $"{_databasePrefix}{epoch}{UnfinishedSuffix}");

    /// <summary>The file whose shared lock every opener of the epoch holds.</summary>
    public string InUsePath(long epoch) => Path.Combine(LockDirectory, $"{_lockPrefix}{epoch}{InUseSuffix}");

    /// <summary>The mark of an epoch that was given up because its file was damaged.</summary>
    public string CorruptPath(long epoch) => Path.Combine(LockDirectory, $"{_lockPrefix}{epoch}{CorruptSuffix}");

    /// <summary>Creates the directories that are missing, for the owner only.</summary>
    public void CreateDirectories()
    {
        _ = OwnerFolder.Create(LockDirectory);
        _ = OwnerFolder.Create(Directory);
    }

    /// <summary>The current epoch; 0 when there is no index yet.</summary>
    public long FindNewest()
    {
        var newest = 0L;
        if (System.IO.Directory.Exists(Directory))
        {
            foreach (var path in System.IO.Directory.EnumerateFiles(Directory, $"{_databasePrefix}*{DatabaseSuffix}"))
            {
                newest = Math.Max(newest, ParseEpoch(path, _databasePrefix, DatabaseSuffix));
            }
        }

        return newest;
    }

    /// <summary>An epoch above everything of which a trace is left. The caller holds the store lock.</summary>
    public long NextEpoch(long atLeast)
    {
        foreach (var epoch in Traces())
        {
            atLeast = Math.Max(atLeast, epoch);
        }

        return atLeast + 1;
    }

    /// <summary>Marks an epoch as damaged, which keeps its file for whoever wants to know why. The caller holds the store lock.</summary>
    public void MarkCorrupt(long epoch)
    {
        using var mark = NativeLock.Open(CorruptPath(epoch), out _);
    }

    /// <summary>
    /// Deletes the epochs below <paramref name="current"/> that nobody has open, but for the newest damaged one. The caller holds the store lock.
    /// </summary>
    /// <remarks>
    /// Oldest first, and no further than the first that is in use: whoever still has epoch n open learns of newer ones by looking for n+1 alone,
    /// so n+1 must not go before n does.
    /// </remarks>
    /// <returns>False when some are left because they are in use.</returns>
    public bool DeleteSuperseded(long current, bool keepCorrupt = true)
    {
        SortedSet<long>? superseded = null;
        foreach (var epoch in Traces())
        {
            if (epoch < current)
            {
                _ = (superseded ??= []).Add(epoch);
            }
        }

        if (superseded is null)
        {
            return true;
        }

        var kept = keepCorrupt ? FindNewestCorrupt(superseded) : 0;
        foreach (var epoch in superseded)
        {
            if (!TryDelete(epoch, isKept: epoch == kept))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Removes what an interrupted creation has left. The caller holds the store lock.</summary>
    public void DeleteUnfinished(long epoch)
    {
        foreach (var companion in s_companions)
        {
            _ = NativeLock.Delete(UnfinishedPath(epoch) + companion);
        }
    }

    private bool TryDelete(long epoch, bool isKept)
    {
        using var inUse = NativeLock.Open(InUsePath(epoch), out var errno);
        if (errno != 0 || !NativeLock.TryLock(inUse, NativeLock.Exclusive, out _))
        {
            return false;
        }

        if (isKept)
        {
            return true;
        }

        foreach (var companion in s_companions)
        {
            _ = NativeLock.Delete(DatabasePath(epoch) + companion);
            _ = NativeLock.Delete(UnfinishedPath(epoch) + companion);
        }

        // The lock file goes last and while it is locked: an opener that comes in between finds no database and looks again.
        _ = NativeLock.Delete(CorruptPath(epoch));
        _ = NativeLock.Delete(InUsePath(epoch));
        return true;
    }

    private long FindNewestCorrupt(SortedSet<long> epochs)
    {
        var newest = 0L;
        foreach (var epoch in epochs)
        {
            newest = File.Exists(CorruptPath(epoch)) ? epoch : newest;
        }

        return newest;
    }

    // The epochs of which something is left, one of them for each file. Everything counts, directories under such a name too: the number is what must
    // not be used again.
    private IEnumerable<long> Traces()
    {
        foreach (var (directory, prefix) in new[] { (Directory, _databasePrefix), (LockDirectory, _lockPrefix) })
        {
            if (!System.IO.Directory.Exists(directory))
            {
                continue;
            }

            foreach (var path in System.IO.Directory.EnumerateFileSystemEntries(directory, prefix + "*"))
            {
                // One that was never finished was nobody's: its number is taken again, as whoever has the one before open looks for just that.
                var epoch = ParseEpoch(path, prefix, suffix: null);
                if (epoch > 0 && !IsUnfinished(path))
                {
                    yield return epoch;
                }
            }
        }
    }

    private static bool IsUnfinished(string path)
    {
        foreach (var companion in s_companions)
        {
            if (path.EndsWith(UnfinishedSuffix + companion, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The number between prefix and suffix (or the next full stop); 0 when it is none.</summary>
    private static long ParseEpoch(string path, string prefix, string? suffix)
    {
        var name = Path.GetFileName(path.AsSpan());
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
        {
            return 0;
        }

        name = name[prefix.Length..];
        var end = suffix is null ? name.IndexOf('.') : name.EndsWith(suffix, StringComparison.Ordinal) ? name.Length - suffix.Length : -1;
        return end > 0 && long.TryParse(name[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) ? epoch : 0;
    }
}
