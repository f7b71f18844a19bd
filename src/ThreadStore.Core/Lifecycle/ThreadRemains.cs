using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ThreadStore.Log;

namespace ThreadStore.Lifecycle;

/// <summary>Everything of a thread that lies in the files of a home, and its removal.</summary>
/// <remarks>
/// What was derived goes first and the rollouts last, of these the one that counts as the very last: a removal that is broken off leaves a
/// thread that is still listed, and can be deleted again.
/// </remarks>
internal sealed class ThreadRemains
{
    // Their files' names begin with the thread's id.
    private static readonly string[] s_derived = ["threadstore/offsets", "threadstore/torn", ForkFile.Folder];

    private readonly LogHome _home;
    private readonly ThreadId _id;
    private readonly List<string> _files;

    private ThreadRemains(LogHome home, ThreadId id, List<string> files, IReadOnlyList<ThreadId> logs, int nameLines)
    {
        Logs = logs;
        _home = home;
        _id = id;
        _files = files;
        NameLines = nameLines;
        Files = [.. files.Select(path => new DeletedFile(path, Math.Max(0, home.Device.GetLength($"{home.Directory}/{path}", out _))))];
    }

    /// <summary>The files, in the order in which they go.</summary>
    internal IReadOnlyList<DeletedFile> Files { get; }

    /// <summary>What a fork may name as the log that it continues: the thread, and its further files.</summary>
    internal IReadOnlyList<ThreadId> Logs { get; }

    /// <summary>How many lines of the file of names there are.</summary>
    internal int NameLines { get; }

    internal bool IsEmpty => Files.Count == 0 && NameLines == 0;

    /// <summary>Looks for them. The folders of rollouts are looked through as a whole.</summary>
    /// <param name="home">The home.</param>
    /// <param name="id">The thread.</param>
    /// <param name="indexed">Where its row says that its rollout lies.</param>
    /// <exception cref="InvalidRequestException">One of them is behind a symbolic link.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static ThreadRemains Find(LogHome home, ThreadId id, RolloutPath? indexed)
    {
        var (rollouts, segments) = home.Layout.FindFiles(id);
        if (indexed is not null && !rollouts.Contains(indexed) && home.GetLength(indexed) >= 0)
        {
            // Enumerating follows no links; the row's path may.
            rollouts.Add(indexed);
        }

        var files = Derived(home, id);
        files.AddRange(segments.Select(static segment => segment.Path.Text).Order(StringComparer.Ordinal));
        files.AddRange(rollouts.OrderByDescending(static path => path.IsArchived).ThenByDescending(static path => path.IsCompressed).Select(static path => path.Text));
        foreach (var path in files)
        {
            PlainPlace.Check(home, path);
        }

        return new ThreadRemains(home, id, files, [id, .. segments.Select(static segment => segment.Segment)], SessionIndexFile.Count(home, id));
    }

    /// <summary>Removes them, and waits until that is on disk. A file that has vanished meanwhile counts as removed.</summary>
    /// <param name="locks">For the file of names.</param>
    /// <exception cref="ThreadStoreException">Something could not be removed: what went before is gone, and doing it again goes on.</exception>
    internal void Remove(LockFolder locks)
    {
        var rollouts = _files.Count(static path => RolloutPath.TryParse(path, out _));
        Remove(_files[..^rollouts]);
        SessionIndexFile.Remove(_home, locks, _id);
        Remove(_files[^rollouts..]);
    }

    private void Remove(List<string> files)
    {
        foreach (var path in files)
        {
            var errno = _home.Device.Delete(_home.Directory, path);
            if (errno is not (0 or Libc.ENOENT))
            {
                throw errno is Libc.ENOTDIR or Libc.ELOOP ? PlainPlace.Refuse(path) : LogFault.Changing("remove", path, errno);
            }
        }

        foreach (var folder in files.Select(static path => path[..path.LastIndexOf('/')]).Distinct())
        {
            var errno = _home.Device.SyncDirectory($"{_home.Directory}/{folder}");
            if (errno is not (0 or Libc.ENOENT))
            {
                throw LogFault.Changing("sync", folder, errno);
            }
        }
    }

    private static List<string> Derived(LogHome home, ThreadId id)
    {
        var found = new List<string>();
        foreach (var folder in s_derived)
        {
            var full = $"{home.Directory}/{folder}";
            try
            {
                if (Directory.Exists(full))
                {
                    found.AddRange(Directory.EnumerateFiles(full, $"{id}*").Select(path => $"{folder}/{Path.GetFileName(path)}").Order(StringComparer.Ordinal));
                }
            }
            catch (IOException fault)
            {
                throw LogFault.Listing(folder, fault.HResult);
            }
        }

        return found;
    }
}
