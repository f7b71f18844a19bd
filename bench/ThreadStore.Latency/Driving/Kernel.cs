using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ThreadStore.Latency.Driving;

/// <summary>The system calls of the driver and of the bare write, as cheap as they are to be had: no marshalling, no errno kept.</summary>
internal static unsafe partial class Kernel
{
    private const int RLIMIT_NOFILE = 7;
    private const int MaxCores = 1024;

    /// <summary>Sleeps that long, but for the timer's slack.</summary>
    public static void Sleep(long nanoseconds)
    {
        var time = new TimeSpec { Seconds = (nint)(nanoseconds / 1_000_000_000), Nanoseconds = (nint)(nanoseconds % 1_000_000_000) };
        _ = nanosleep(&time, null);
    }

    /// <summary>Keeps the calling thread on the last core that it may use, and gives that core's number.</summary>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    public static int PinToLastCore()
    {
        var mask = stackalloc byte[MaxCores / 8];
        Check(sched_getaffinity(0, MaxCores / 8, mask));
        var core = MaxCores - 1;
        while (core > 0 && (mask[core / 8] >> (core % 8) & 1) == 0)
        {
            core--;
        }

        new Span<byte>(mask, MaxCores / 8).Clear();
        mask[core / 8] = (byte)(1 << (core % 8));
        Check(sched_setaffinity(0, MaxCores / 8, mask));
        return core;
    }

    /// <summary>Lets the process open as many descriptors as it may without asking anybody, and gives their number.</summary>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    public static long RaiseDescriptorLimit()
    {
        ResourceLimit limit;
        Check(getrlimit(RLIMIT_NOFILE, &limit));
        limit.Current = limit.Maximum;
        Check(setrlimit(RLIMIT_NOFILE, &limit));
        return (long)limit.Maximum;
    }

    [LibraryImport("libc")]
    internal static partial nint write(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc")]
    internal static partial int fdatasync(int descriptor);

    [LibraryImport("libc")]
    private static partial int nanosleep(TimeSpec* time, TimeSpec* rest);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_getaffinity(int thread, nuint size, byte* mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_setaffinity(int thread, nuint size, byte* mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, ResourceLimit* limit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, ResourceLimit* limit);

    private static void Check(int result)
    {
        if (result < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        internal nint Seconds;
        internal nint Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        internal ulong Current;
        internal ulong Maximum;
    }
}
