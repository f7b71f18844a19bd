using System;
using System.IO;
using System.Threading;

namespace ThreadStore.Fuzz;

/// <summary>Folders of a run, in memory where the machine has such a place; gone when the process ends.</summary>
internal static class FuzzFolder
{
    private static readonly string s_root = Make();
    private static int s_last;

    /// <summary>A new folder.</summary>
    internal static string New() => Directory.CreateDirectory(Path.Combine(s_root, $"{Interlocked.Increment(ref s_last)}")).FullName;

    /// <summary>Copies a folder with everything in it.</summary>
    internal static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.GetDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    private static string Make()
    {
        var root = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"threadstore-fuzz-{Environment.ProcessId}");
        Directory.CreateDirectory(root);
        // What the product itself puts into a temporary folder goes the same way.
        Environment.SetEnvironmentVariable("TMPDIR", Directory.CreateDirectory(Path.Combine(root, "tmp")).FullName);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(root);
        return root;
    }

    private static void Delete(string root)
    {
        try
        {
            Directory.Delete(root, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody was faster.
        }
    }
}
