using System;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ThreadStore.Sqlite;

/// <summary>Which file a path names: stays the same while the file lives, whatever it is called.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, long Length)
{
    /// <summary>True when the path named no file.</summary>
    public bool IsMissing => Inode == 0;

    /// <summary>True when both are the same file, however long it has become.</summary>
    public bool IsSameFile(FileIdentity other) => Inode == other.Inode && Device == other.Device;
}

/// <summary>
/// The few system calls that the index needs beside SQLite: advisory locks on files of our own, and looking at a path without opening it.
/// Opening and closing a live database file by any other way than SQLite would drop SQLite's locks on it.
/// </summary>
internal static unsafe partial class NativeLock
{
    public const int Shared = 1;
    public const int Exclusive = 2;
    public const int Unlock = 8;

    private const int NonBlocking = 4;

    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const int Create = 0x40;
    private const int CloseOnExec = 0x80000;

    private const int WriteAccess = 2;
    private const int AtCurrentDirectory = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const uint StatInode = 0x100;
    private const uint StatSize = 0x200;

    private const int Interrupted = 4;
    private const int WouldBlock = 11;

    // The one flag of these whose value differs between the machines that .NET runs on.
    private static readonly int s_noFollow = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>Opens or creates a lock file, mode 0600; an invalid handle and the errno when that fails.</summary>
    public static SafeFileHandle Open(string path, out int errno)
    {
        var handle = open(path, ReadWrite | Create | CloseOnExec | s_noFollow, 0x180);
        errno = handle.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        return handle;
    }

    /// <summary>Opens an existing lock file where nothing can be created: a shared lock needs no more than reading.</summary>
    public static SafeFileHandle OpenExisting(string path, out int errno)
    {
        var handle = open(path, ReadOnly | CloseOnExec | s_noFollow, 0);
        errno = handle.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        return handle;
    }

    /// <summary>Takes, changes or drops the lock without waiting. 0 B.</summary>
    /// <returns>True: done. False with errno 0: somebody else holds it. False with an errno: the call failed.</returns>
    public static bool TryLock(SafeFileHandle file, int operation, out int errno)
    {
        int rc;
        do
        {
            rc = flock(file, operation | NonBlocking);
            errno = rc == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (errno == Interrupted);
        if (errno == WouldBlock)
        {
            errno = 0;
        }

        return rc == 0;
    }

    /// <summary>Looks at the path, symbolic links not followed; <see cref="FileIdentity.IsMissing"/> when it names nothing.</summary>
    /// <param name="path">The path in UTF-8 with a NUL at its end.</param>
    public static FileIdentity Look(ReadOnlySpan<byte> path)
    {
        Statx status;

        // SAFETY: the span ends with NUL (asserted), and both pointers live through this one call.
        System.Diagnostics.Debug.Assert(path[^1] == 0, "the path has no NUL at its end");
        fixed (byte* name = path)
        {
            return statx(AtCurrentDirectory, name, AtSymlinkNoFollow, StatInode | StatSize, &status) == 0
                ? new FileIdentity(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode, (long)status.Size)
                : default;
        }
    }

    /// <summary>Looks at an open file.</summary>
    public static FileIdentity Look(SafeFileHandle file)
    {
        const int EmptyPath = 0x1000;
        Statx status;
        byte nul = 0;
        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);

            // SAFETY: the descriptor is held open by the reference, and both pointers are to locals.
            return statx((int)file.DangerousGetHandle(), &nul, EmptyPath, StatInode | StatSize, &status) == 0
                ? new FileIdentity(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode, (long)status.Size)
                : default;
        }
        finally
        {
            if (isHeld)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>Unlinks the path without opening it; false when that failed for another reason than that it was gone already.</summary>
    public static bool Delete(string path)
    {
        const int NoEntry = 2;
        return unlink(path) == 0 || Marshal.GetLastPInvokeError() == NoEntry;
    }

    /// <summary>Gives a finished file its name in one step; returns the errno.</summary>
    public static int Rename(string from, string to) => rename(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>True when this process may create files in the directory.</summary>
    public static bool IsWritable(string directory) => access(directory, WriteAccess) == 0;

    /// <summary>The path in UTF-8 with the NUL that the system calls want.</summary>
    public static byte[] ToNative(string path)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, bytes);
        return bytes;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int statx(int directory, byte* path, int flags, uint mask, Statx* status);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);

    /// <summary>The kernel's <c>struct statx</c>, which is laid out alike on every machine (<c>struct stat</c> is not).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
