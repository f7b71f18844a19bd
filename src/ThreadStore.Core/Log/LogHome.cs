using System;
using System.Diagnostics.CodeAnalysis;
using ThreadStore.Buffers;

namespace ThreadStore.Log;

/// <summary>What all logs of one home share: the directory, the disk, the clock, the names and the budget of buffers.</summary>
internal sealed class LogHome
{
    /// <summary>The budget of buffered bytes unless the host chooses another.</summary>
    internal const long DefaultBufferBytes = 64L << 20;

    internal LogHome(string directory, TimeProvider clock, ILogDevice? device = null, long bufferBytes = DefaultBufferBytes)
    {
        Directory = directory.Length > 1 ? directory.TrimEnd('/') : directory;
        Clock = clock;
        Device = device ?? PosixLogDevice.Instance;
        Layout = new RolloutLayout(Directory, clock);
        Blocks = new BlockBudget(bufferBytes);
    }

    /// <summary>The home's absolute path, without a slash at its end.</summary>
    internal string Directory { get; }

    internal TimeProvider Clock { get; }

    internal ILogDevice Device { get; }

    internal RolloutLayout Layout { get; }

    internal BlockBudget Blocks { get; }

    /// <summary>Where the fragments that repairs cut off are kept.</summary>
    internal string TornDirectory => $"{Directory}/threadstore/torn";

    /// <summary>Opens a rollout for reading; false when there is none.</summary>
    /// <exception cref="ThreadStoreException">It is compressed, not a regular file, or the disk failed.</exception>
    internal bool TryOpenRead(RolloutPath path, [NotNullWhen(true)] out ILogFile? file)
    {
        RefuseCompressed(path);
        file = OpenRollout(path, LogAccess.Read, out var errno);
        if (file is null && errno is not (Libc.ENOENT or Libc.ENOTDIR))
        {
            throw LogFault.Opening(path, errno);
        }

        return file is not null;
    }

    /// <summary>Opens a rollout for reading.</summary>
    /// <exception cref="ThreadStoreException">It is missing, compressed, not a regular file, or the disk failed.</exception>
    internal ILogFile OpenRead(RolloutPath path) => TryOpenRead(path, out var file) ? file : throw new ThreadNotFoundException(path.Id);

    /// <summary>
    /// Opens a rollout, or makes it; null and an errno on failure. A folder of dates that is a symbolic link is no folder, as for whoever lists
    /// them: a row may still name what lies behind it.
    /// </summary>
    internal ILogFile? OpenRollout(RolloutPath path, LogAccess access, out int errno)
    {
        errno = Libc.ENOTDIR;
        return path.IsExternal || IsPlain(path.Text) ? Device.Open(Layout.FullPath(path), access, out errno) : null;
    }

    /// <summary>The length of a rollout by its path, without opening it; -1 when it is missing or cannot be looked at.</summary>
    internal long GetLength(RolloutPath path) => Device.GetLength(Layout.FullPath(path), out _);

    /// <summary>True when nothing is under that path. False also when nobody can tell, as in a folder that may not be entered.</summary>
    internal bool IsMissing(RolloutPath path) => Device.GetLength(Layout.FullPath(path), out var errno) < 0 && errno is Libc.ENOENT or Libc.ENOTDIR;

    /// <summary>Compressed rollouts are neither read nor written: the platform has no such decoder.</summary>
    internal static void RefuseCompressed(RolloutPath path)
    {
        if (path.IsCompressed)
        {
            throw new UnsupportedException("compressed_rollout", $"{path} is compressed");
        }
    }

    // The two folders of rollouts themselves may be links: whoever keeps them on another disk has made them so.
    private bool IsPlain(string path)
    {
        for (var slash = path.IndexOf('/', path.IndexOf('/', StringComparison.Ordinal) + 1); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (Libc.Stat($"{Directory}/{path[..slash]}", out var stat) == 0 && !stat.IsDirectory)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes the directories between the home and a file in it; 0 or an errno.</summary>
    internal int CreateDirectories(string file)
    {
        for (var slash = file.IndexOf('/', Directory.Length + 1); slash >= 0; slash = file.IndexOf('/', slash + 1))
        {
            var errno = Device.CreateDirectory(file[..slash]);
            if (errno is not (0 or Libc.EEXIST))
            {
                return errno;
            }
        }

        return 0;
    }

    /// <summary>Waits until the entries of all directories from a file's own up to the home are on disk; 0 or an errno.</summary>
    internal int SyncDirectories(string file)
    {
        var slash = file.LastIndexOf('/');
        var last = file.StartsWith(Directory + "/", StringComparison.Ordinal) ? Directory.Length : slash;
        while (slash >= last && slash > 0)
        {
            var errno = Device.SyncDirectory(file[..slash]);
            if (errno != 0)
            {
                return errno;
            }

            slash = file.LastIndexOf('/', slash - 1);
        }

        return 0;
    }
}
