using System;
using System.IO;
using System.Runtime.InteropServices;
using ThreadStore.Measuring;

namespace ThreadStore.Scale;

/// <summary>What the disk of the scratch homes has to give: runs are made smaller when they do not fit.</summary>
internal static class Room
{
    private const long Spare = 20L << 30;

    // A block of the rollout, its row with the entries of the indexes, and the row of the epoch before while a rebuild fills the next.
    private const long BytesPerThread = 4096 + (2 * 1536);

    /// <summary>How many of so many threads fit, a number with one digit that is not 0.</summary>
    internal static int Threads(int wanted) => Fitting(wanted, FreeBytes(), FreeFiles());

    /// <summary>How many of so many bytes fit.</summary>
    internal static long Bytes(long wanted) => Math.Clamp(FreeBytes() - Spare, 0, wanted);

    internal static int Fitting(int wanted, long freeBytes, long freeFiles)
    {
        var fitting = Math.Min((freeBytes - Spare) / BytesPerThread, freeFiles / 2);
        if (fitting >= wanted)
        {
            return wanted;
        }

        var digit = (long)Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, fitting))));
        return (int)(Math.Max(0, fitting) / digit * digit);
    }

    private static long FreeBytes() => new DriveInfo(ScratchFolder.Root).AvailableFreeSpace;

    // Some file systems have no such number and say 0: they make files as long as there is room.
    private static long FreeFiles()
    {
        var numbers = new ulong[32];
        return statvfs(ScratchFolder.Root, numbers) == 0 && numbers[5] > 0 ? (long)numbers[7] : long.MaxValue;
    }

    // struct statvfs of 64-bit Linux: bsize, frsize, blocks, bfree, bavail, files, ffree, favail, ...
    [DllImport("libc", EntryPoint = "statvfs", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statvfs(string path, [Out] ulong[] numbers);
}
