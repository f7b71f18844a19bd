using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Rebuild;

/// <summary>Lets the kernel forget the contents of files: only of these, so that nobody else on the machine is slowed, and without being root.</summary>
internal static partial class PageCache
{
    private const int DontNeed = 4;

    /// <summary>Writes out what is not on disk yet, then forgets all rollouts of a home.</summary>
    internal static void Forget(string home)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(home, "sessions"), "rollout-*.jsonl", SearchOption.AllDirectories))
        {
            using var file = File.OpenHandle(path);
            if (Advise(file, 0, 0, DontNeed) != 0)
            {
                throw new WrongAnswerException($"posix_fadvise(2) refuses {path}");
            }
        }
    }

    /// <summary>Writes everything out: a page that is not on disk cannot be forgotten.</summary>
    [LibraryImport("libc", EntryPoint = "sync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial void WriteOut();

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
