using System;

namespace ThreadStore.Log;

/// <summary>The real disk.</summary>
internal sealed class PosixLogDevice : ILogDevice
{
    private const uint FileMode = 0x180;        // 0600
    private const uint DirectoryMode = 0x1C0;   // 0700

    private PosixLogDevice()
    {
    }

    /// <summary>The one instance: it has no state.</summary>
    internal static PosixLogDevice Instance { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess
        ? new PosixLogDevice()
        : throw new PlatformNotSupportedException("the log needs 64-bit Linux");

    /// <inheritdoc/>
    public ILogFile? Open(string path, LogAccess access, out int errno)
    {
        // O_NONBLOCK: a pipe under a rollout's name must not hold us up before it is found out.
        var flags = Libc.O_NOFOLLOW | Libc.O_NONBLOCK | access switch
        {
            LogAccess.Read => Libc.O_RDONLY,
            LogAccess.Append => Libc.O_RDWR | Libc.O_APPEND,
            _ => Libc.O_RDWR | Libc.O_APPEND | Libc.O_CREAT | Libc.O_EXCL,
        };
        var handle = LogHandle.Open(path, flags, FileMode, out errno);
        if (handle is null)
        {
            return null;
        }

        errno = Libc.Stat(handle, out var stat);
        if (errno == 0 && stat.IsRegularFile)
        {
            return new PosixLogFile(handle);
        }

        if (errno == 0)
        {
            errno = stat.IsDirectory ? Libc.EISDIR : Libc.EINVAL;
        }

        handle.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public int CreateDirectory(string path) => Libc.Errno(Libc.mkdir(path, DirectoryMode));

    /// <inheritdoc/>
    public int SyncDirectory(string path)
    {
        using var handle = LogHandle.Open(path, Libc.O_RDONLY | Libc.O_DIRECTORY, 0, out var errno);
        return handle is null ? errno : Libc.Errno(Libc.fsync(handle));
    }

    /// <inheritdoc/>
    public int Delete(string path) => Libc.Errno(Libc.unlink(path));

    /// <inheritdoc/>
    public int Link(string path, string newPath) => Libc.Errno(Libc.link(path, newPath));

    /// <inheritdoc/>
    public int Delete(string root, string path)
    {
        using var folder = OpenFolder(root, path, out var name, out var errno);
        return folder is null ? errno : Libc.Errno(Libc.unlinkat(folder, name, 0));
    }

    /// <inheritdoc/>
    public int Move(string root, string from, string to)
    {
        using var source = OpenFolder(root, from, out var oldName, out var errno);
        if (source is null)
        {
            return errno;
        }

        using var target = OpenFolder(root, to, out var newName, out errno);
        if (target is null)
        {
            return errno;
        }

        errno = Libc.RenameWithoutReplacing(source, oldName, target, newName);
        if (errno is not (Libc.EINVAL or Libc.ENOSYS))
        {
            return errno;
        }

        // A file system without that flag: for a moment, or after a crash, the file has both names.
        errno = Libc.Errno(Libc.linkat(source, oldName, target, newName, 0));
        return errno == 0 ? Libc.Errno(Libc.unlinkat(source, oldName, 0)) : errno;
    }

    /// <inheritdoc/>
    public int Rename(string from, string to) => Libc.Errno(Libc.rename(from, to));

    // Part by part, so that no link on the way is followed whatever somebody puts there meanwhile.
    private static LogHandle? OpenFolder(string root, string path, out string name, out int errno)
    {
        var parts = path.Split('/');
        name = parts[^1];
        var folder = LogHandle.Open(root, Libc.O_RDONLY | Libc.O_DIRECTORY, 0, out errno);
        for (var i = 0; i < parts.Length - 1 && folder is not null; i++)
        {
            using var above = folder;
            folder = LogHandle.OpenAt(above, parts[i], Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW, out errno);
        }

        return folder;
    }

    /// <inheritdoc/>
    public long GetLength(string path, out int errno)
    {
        errno = Libc.Stat(path, out var stat);
        if (errno == 0 && !stat.IsRegularFile)
        {
            errno = stat.IsDirectory ? Libc.EISDIR : Libc.EINVAL;
        }

        return errno == 0 ? stat.Length : -1;
    }
}
