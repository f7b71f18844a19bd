using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;

namespace ThreadStore.Log;

/// <summary>Where rollouts lie in a home, and how they are found. Symbolic links below the two folders are not followed, foreign files are ignored.</summary>
internal sealed partial class RolloutLayout
{
    private readonly string _home;
    private readonly TimeProvider _clock;

    internal RolloutLayout(string home, TimeProvider clock)
    {
        _home = home;
        _clock = clock;
    }

    /// <summary>The path of a new rollout: Codex names files and folders by the local time of creation.</summary>
    internal RolloutPath NewPath(ThreadId id, DateTimeOffset createdAt) =>
        RolloutPath.New(id, TimeZoneInfo.ConvertTime(createdAt, _clock.LocalTimeZone).DateTime);

    /// <summary>The path as the operating system takes it.</summary>
    internal string FullPath(RolloutPath path) => path.IsExternal ? path.Text : $"{_home}/{path.Text}";

    /// <summary>Reads a path that a caller gave: relative to the home, or absolute, inside the home or not.</summary>
    /// <exception cref="InvalidRequestException">It does not name a rollout.</exception>
    internal RolloutPath Resolve(string path)
    {
        var full = Path.GetFullPath(path, _home);
        var isInside = full.StartsWith(_home + "/", StringComparison.Ordinal);
        if (isInside && RolloutPath.TryParse(full[(_home.Length + 1)..], out var relative))
        {
            return relative;
        }

        return RolloutPath.TryParseExternal(full, out var external) ? external : throw new InvalidRequestException($"not the path of a rollout: {path}");
    }

    /// <summary>Every rollout of the home, sorted by relative path. One day's files are held at a time.</summary>
    /// <param name="unreadable">
    /// Gets the folders that may not be listed, relative to the home: what lies in them is not found, which does not mean that it is gone.
    /// </param>
    internal IEnumerable<RolloutPath> Enumerate(ICollection<string>? unreadable = null)
    {
        foreach (var folder in FoldersWithFiles(unreadable))
        {
            foreach (var path in FilesOf(folder, unreadable))
            {
                yield return path;
            }
        }
    }

    /// <summary>The rollout of every thread of the home: of several files of one id the one that counts.</summary>
    /// <param name="surplus">Gets the files that do not count.</param>
    /// <param name="unreadable">As in <see cref="Enumerate"/>.</param>
    internal Dictionary<ThreadId, RolloutPath> FindAll(ICollection<RolloutPath>? surplus = null, ICollection<string>? unreadable = null)
    {
        var found = new Dictionary<ThreadId, RolloutPath>();
        foreach (var path in Enumerate(unreadable))
        {
            if (!found.TryGetValue(path.Id, out var other))
            {
                found.Add(path.Id, path);
                continue;
            }

            var better = Better(other, path, path.Id)!;
            surplus?.Add(better.Equals(other) ? path : other);
            found[path.Id] = better;
        }

        return found;
    }

    /// <summary>A folder that may not be listed; null when all may.</summary>
    internal string? FindUnreadable()
    {
        var unreadable = new List<string>();
        foreach (var folder in FoldersWithFiles(unreadable))
        {
            Settle(folder, Listing(folder, names: null), unreadable);
        }

        return unreadable.Count == 0 ? null : unreadable[0];
    }

    /// <summary>Every folder that holds rollouts, with the time at which a file in it last appeared or vanished.</summary>
    internal IEnumerable<RolloutFolder> Folders()
    {
        foreach (var folder in FoldersWithFiles(unreadable: null))
        {
            yield return new RolloutFolder(folder, Directory.GetLastWriteTimeUtc($"{_home}/{folder}"));
        }
    }

    // The archive first, then the days in order.
    private IEnumerable<string> FoldersWithFiles(ICollection<string>? unreadable)
    {
        yield return RolloutPath.ArchiveFolder;
        foreach (var year in FoldersOf(RolloutPath.SessionsFolder, 4, unreadable))
        {
            foreach (var month in FoldersOf(year, 2, unreadable))
            {
                foreach (var day in FoldersOf(month, 2, unreadable))
                {
                    yield return day;
                }
            }
        }
    }

    /// <summary>The rollouts of one folder, given relative to the home, sorted.</summary>
    internal List<RolloutPath> FilesOf(string folder, ICollection<string>? unreadable = null)
    {
        var found = new List<RolloutPath>();
        foreach (var name in Names(folder, wantDirectories: false, unreadable))
        {
            if (RolloutPath.TryParse($"{folder}/{name}", out var path))
            {
                found.Add(path);
            }
        }

        found.Sort(static (left, right) => string.CompareOrdinal(left.Text, right.Text));
        return found;
    }

    /// <inheritdoc cref="Find(ThreadId, ICollection{string})"/>
    internal RolloutPath? Find(ThreadId id) => Find(id, unreadable: null);

    /// <summary>The thread's rollout: looked for in the date folders around the id's own time, then everywhere.</summary>
    /// <remarks>Of several files of one id: active before archived, plain before compressed, then the longest. What is unreadable: as in <see cref="Enumerate"/>.</remarks>
    internal RolloutPath? Find(ThreadId id, ICollection<string>? unreadable)
    {
        var near = FindNear(id);
        if (near is { IsCompressed: false })
        {
            return near;
        }

        var best = near;
        foreach (var path in Enumerate(unreadable))
        {
            best = Better(best, path, id);
        }

        return best;
    }

    /// <summary>
    /// Every rollout of the thread, wherever it lies, and the further files of a thread that Codex took back to an earlier turn, with their
    /// own ids: the folders are all looked through, once.
    /// </summary>
    internal (List<RolloutPath> Rollouts, List<(RolloutPath Path, ThreadId Segment)> Segments) FindFiles(ThreadId id)
    {
        var rollouts = new List<RolloutPath>();
        var segments = new List<(RolloutPath, ThreadId)>();
        foreach (var folder in Folders())
        {
            foreach (var name in Names(folder.Path, wantDirectories: false, unreadable: null))
            {
                var text = $"{folder.Path}/{name}";
                if (RolloutPath.TryParse(text, out var rollout) && rollout.Id == id)
                {
                    rollouts.Add(rollout);
                }
                else if (RolloutPath.TryParseSegment(text, out var path, out var segment) && path.Id == id)
                {
                    segments.Add((path, segment));
                }
            }
        }

        return (rollouts, segments);
    }

    /// <summary>The thread's files in one of the two collections, a plain one before its compressed sibling; empty when there are none.</summary>
    internal List<RolloutPath> FindIn(ThreadId id, bool isArchived)
    {
        if (isArchived)
        {
            return [.. FilesOf(RolloutPath.ArchiveFolder).FindAll(path => path.Id == id)];
        }

        if (FindNear(id) is { } near)
        {
            return WithSibling(near);
        }

        return FindFiles(id).Rollouts.FindAll(static path => !path.IsArchived);
    }

    /// <summary>A file and its sibling, those of the two that are there, the plain one first.</summary>
    internal List<RolloutPath> WithSibling(RolloutPath path)
    {
        var plain = path.IsCompressed ? path.Sibling : path;
        return new List<RolloutPath> { plain, plain.Sibling }.FindAll(IsThere);
    }

    /// <summary>The thread's active rollout in the date folders around the id's own time (a version 7 id holds it); null when it is not there.</summary>
    internal RolloutPath? FindNear(ThreadId id)
    {
        if (!TryGetTime(id, out var time))
        {
            return null;
        }

        RolloutPath? best = null;
        var day = TimeZoneInfo.ConvertTime(time, _clock.LocalTimeZone).Date;
        for (var offset = -1; offset <= 1; offset++)
        {
            foreach (var path in FilesOf($"{RolloutPath.SessionsFolder}/{day.AddDays(offset):yyyy'/'MM'/'dd}"))
            {
                best = Better(best, path, id);
            }
        }

        return best;
    }

    private RolloutPath? Better(RolloutPath? best, RolloutPath candidate, ThreadId id)
    {
        if (candidate.Id != id || candidate.Equals(best))
        {
            return best;
        }

        if (best is null)
        {
            return candidate;
        }

        if (candidate.IsArchived != best.IsArchived)
        {
            return best.IsArchived ? candidate : best;
        }

        if (candidate.IsCompressed != best.IsCompressed)
        {
            return best.IsCompressed ? candidate : best;
        }

        return LengthOf(candidate) > LengthOf(best) ? candidate : best;
    }

    private bool IsThere(RolloutPath path) => Libc.Stat(FullPath(path), out var stat) == 0 && stat.IsRegularFile;

    private long LengthOf(RolloutPath path) => Libc.Stat(FullPath(path), out var stat) == 0 ? stat.Length : -1;

    private List<string> FoldersOf(string folder, int digits, ICollection<string>? unreadable)
    {
        var found = new List<string>();
        foreach (var name in Names(folder, wantDirectories: true, unreadable))
        {
            if (name.Length == digits && !name.AsSpan().ContainsAnyExceptInRange('0', '9'))
            {
                found.Add($"{folder}/{name}");
            }
        }

        found.Sort(string.CompareOrdinal);
        return found;
    }

    private List<string> Names(string folder, bool wantDirectories, ICollection<string>? unreadable)
    {
        var names = new List<string>();
        Settle(folder, Listing(folder, names, wantDirectories), unreadable);
        return names;
    }

    // 0, or the errno for which the folder cannot be listed. Without names to fill it is only opened.
    private int Listing(string folder, List<string>? names, bool wantDirectories = false) =>
        RefuseListing?.Invoke(folder) is { } refused and not 0 ? refused : FolderEntries.Read($"{_home}/{folder}", wantDirectories, names);

    // Not made yet, removed while we looked, or something else by that name: it holds nothing. One that may not be read may hold anything.
    private static void Settle(string folder, int errno, ICollection<string>? unreadable)
    {
        switch (errno)
        {
            case 0 or Libc.ENOENT or Libc.ENOTDIR:
                break;
            case Libc.EACCES or Libc.EPERM:
                unreadable?.Add(folder);
                break;
            default:
                throw LogFault.Listing(folder, errno);
        }
    }

    private static bool TryGetTime(ThreadId id, out DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[ThreadId.BinaryLength];
        id.WriteBytes(bytes);
        var milliseconds = ((long)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16)
            | BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        var isVersion7 = bytes[6] >> 4 == 7 && milliseconds < 253_000_000_000_000;   // dates up to the year 9987
        time = isVersion7 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return isVersion7;
    }
}
