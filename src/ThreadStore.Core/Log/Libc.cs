using System;
using System.Runtime.InteropServices;

namespace ThreadStore.Log;

/// <summary>The system calls of the log, under their C names. <c>errno</c> is read with <see cref="Marshal.GetLastPInvokeError"/>.</summary>
/// <remarks>
/// The file API of .NET cannot take their place: its append mode is not O_APPEND and overwrites foreign lines, its writes do not say how much went in
/// on a full disk, and its handles take locks of their own.
/// </remarks>
internal static unsafe partial class Libc
{
    internal const int O_RDONLY = 0;
    internal const int O_RDWR = 0x2;
    internal const int O_CREAT = 0x40;
    internal const int O_EXCL = 0x80;
    internal const int O_APPEND = 0x400;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_CLOEXEC = 0x80000;

    internal const int LOCK_EX = 2;
    internal const int LOCK_NB = 4;
    internal const int LOCK_UN = 8;

    internal const int EPERM = 1;
    internal const int ENOENT = 2;
    internal const int EINTR = 4;
    internal const int EIO = 5;
    internal const int EBADF = 9;
    internal const int EAGAIN = 11;
    internal const int EACCES = 13;
    internal const int EEXIST = 17;
    internal const int EXDEV = 18;
    internal const int ENOTDIR = 20;
    internal const int EISDIR = 21;
    internal const int EINVAL = 22;
    internal const int ENOSPC = 28;
    internal const int EROFS = 30;
    internal const int ENOSYS = 38;
    internal const int ELOOP = 40;

    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_BASIC_STATS = 0x7ff;
    private const uint RENAME_NOREPLACE = 1;

    /// <summary>Refuses a symbolic link as the last part of a path. Two values: one family of ports kept its own numbers.</summary>
    internal static readonly int O_NOFOLLOW = HasOwnOpenFlags ? 0x8000 : 0x20000;

    /// <summary>Refuses anything but a directory.</summary>
    internal static readonly int O_DIRECTORY = HasOwnOpenFlags ? 0x4000 : 0x10000;

    private static bool HasOwnOpenFlags =>
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm or Architecture.Armv6 or Architecture.Ppc64le;

    /// <summary>The file's metadata; 0 or an errno.</summary>
    internal static int Stat(LogHandle handle, out StatxBuffer stat) => Errno(statx(handle, "", AT_EMPTY_PATH, STATX_BASIC_STATS, out stat));

    /// <summary>The metadata of what a path names, a symbolic link not followed; 0 or an errno.</summary>
    internal static int Stat(string path, out StatxBuffer stat) => Errno(statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, out stat));

    /// <summary>Renames unless the new name is taken; 0 or an errno (EINVAL or ENOSYS where that cannot be asked for).</summary>
    internal static int RenameWithoutReplacing(LogHandle oldFolder, string oldName, LogHandle newFolder, string newName)
    {
        try
        {
            return Errno(renameat2(oldFolder, oldName, newFolder, newName, RENAME_NOREPLACE));
        }
        catch (EntryPointNotFoundException)
        {
            // Some C libraries do not have it.
            return ENOSYS;
        }
    }

    /// <summary>The errno of a call that returned <paramref name="result"/>; 0 when it went well.</summary>
    internal static int Errno(int result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);

    /// <summary>A stream of a folder's entries; zero and an errno on failure.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr opendir(string path);

    /// <summary>The next entry; null at the end, with errno 0, and on failure.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial byte* readdir(IntPtr stream);

    [LibraryImport("libc")]
    internal static partial int closedir(IntPtr stream);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(LogHandle handle, byte* bytes, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pread(LogHandle handle, byte* bytes, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pwrite(LogHandle handle, byte* bytes, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ftruncate(LogHandle handle, long length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fdatasync(LogHandle handle);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(LogHandle handle);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int flock(LogHandle handle, int operation);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int openat(LogHandle folder, string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int unlinkat(LogHandle folder, string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int linkat(LogHandle oldFolder, string oldPath, LogHandle newFolder, string newPath, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(LogHandle oldFolder, string oldPath, LogHandle newFolder, string newPath, uint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int link(string path, string newPath);

    /// <summary>The user as whom files are made.</summary>
    [LibraryImport("libc")]
    internal static partial uint geteuid();

    /// <summary>How many descriptors the process may have open.</summary>
    internal static int DescriptorLimit() => getrlimit(RLIMIT_NOFILE, out var limit) == 0 ? (int)Math.Min(limit.Current, int.MaxValue) : DefaultDescriptorLimit;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mkdir(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(LogHandle directory, string path, int flags, uint mask, out StatxBuffer stat);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, out StatxBuffer stat);

    private const int RLIMIT_NOFILE = 7;
    private const int DefaultDescriptorLimit = 1024;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceLimit
    {
        internal readonly ulong Current;
        internal readonly ulong Maximum;
    }
}
