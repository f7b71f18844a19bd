using System;
using System.Runtime.InteropServices;

namespace ThreadStore.Faults;

/// <summary>What .NET does not offer: appending as other programs do, and the limit of descriptors.</summary>
internal static unsafe partial class Native
{
    private const int O_WRONLY = 1;
    private const int O_APPEND = 0x400;
    private const int O_CLOEXEC = 0x80000;
    private const int RLIMIT_NOFILE = 7;

    /// <summary>Opens a file that is there for appending.</summary>
    internal static int OpenForAppend(string path) => Check(open(path, O_WRONLY | O_APPEND | O_CLOEXEC, 0));

    /// <summary>Opens something that is always there; -1 when no descriptor is left.</summary>
    internal static int TryOpenNull() => open("/dev/null", O_WRONLY | O_CLOEXEC, 0);

    /// <summary>Appends by one write.</summary>
    internal static void Append(int file, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            if (write(file, start, (nuint)bytes.Length) != bytes.Length)
            {
                throw new LawException("a foreign write was short");
            }
        }
    }

    /// <summary>Gives a descriptor back.</summary>
    internal static void Close(int file) => Check(close(file));

    /// <summary>How many descriptors the process may have.</summary>
    internal static ulong Limit
    {
        get
        {
            Check(getrlimit(RLIMIT_NOFILE, out var limit));
            return limit.Current;
        }

        set
        {
            Check(getrlimit(RLIMIT_NOFILE, out var limit));
            limit.Current = value;
            Check(setrlimit(RLIMIT_NOFILE, in limit));
        }
    }

    private static int Check(int result) =>
        result >= 0 ? result : throw new LawException($"a system call failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int file, byte* bytes, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, in ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        internal ulong Current;
        internal ulong Maximum;
    }
}
