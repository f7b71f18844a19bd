using System;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ThreadStore.Peer;

/// <summary>An flock on a file, the kind of lock that Codex takes on the threads it writes.</summary>
/// <remarks>
/// Opened by hand: a FileStream takes a flock of its own, shared or exclusive by its FileShare, and a test could no longer say who holds what.
/// Closing the descriptor releases the lock; the file stays.
/// </remarks>
internal sealed partial class FileLock : IDisposable
{
    private const int ReadWrite = 2;
    private const int Shared = 1;
    private const int Exclusive = 2;
    private const int NonBlocking = 4;
    private const int Interrupted = 4;

    private static readonly int s_create = OperatingSystem.IsMacOS() ? 0x200 : 0x40;
    private static readonly int s_closeOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;
    private static readonly int s_wouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;

    private readonly SafeFileHandle _file;

    private FileLock(SafeFileHandle file)
    {
        _file = file;
    }

    /// <summary>Waits until the lock is free and takes it.</summary>
    public static FileLock Take(string path) => Open(path, Exclusive) ?? throw new InvalidOperationException("A blocking flock said that it would block.");

    /// <summary>Takes the lock at once, or returns null when somebody holds it.</summary>
    public static FileLock? TryTake(string path) => Open(path, Exclusive | NonBlocking);

    /// <summary>Takes the lock at once together with others that share it, or returns null when somebody holds it for himself.</summary>
    public static FileLock? TryShare(string path) => Open(path, Shared | NonBlocking);

    public void Dispose() => _file.Dispose();

    private static FileLock? Open(string path, int operation)
    {
        // Close-on-exec: a child process that inherited the descriptor would keep the lock alive.
        var file = OpenFile(path, ReadWrite | s_create | s_closeOnExec, 0x1A4);
        if (file.IsInvalid)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Cannot open the lock file {path}.");
        }

        while (Flock(file, operation) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == Interrupted)
            {
                continue;
            }

            file.Dispose();
            return error == s_wouldBlock ? null : throw new Win32Exception(error, $"Cannot lock {path}.");
        }

        return new FileLock(file);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle OpenFile(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
