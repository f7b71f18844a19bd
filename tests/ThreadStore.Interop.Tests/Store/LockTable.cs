using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ThreadStore.Interop.Store;

/// <summary>Who holds which lock, as the kernel says it.</summary>
internal static partial class LockTable
{
    private const int ReadOnlyCloseOnExec = 0x80000;

    /// <summary>The processes that hold an exclusive flock on the file that the path names now.</summary>
    public static IReadOnlyList<int> OwnersOf(string path)
    {
        if (InodeOf(path) is not { } inode)
        {
            return [];
        }

        // Each process once: the table is handed out in pieces, and one that grew meanwhile repeats a line.
        // "1: FLOCK  ADVISORY  WRITE 1234 fe:00:5678 0 EOF"
        return [.. File.ReadLines("/proc/locks")
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 5 && fields[1] == "FLOCK" && fields[3] == "WRITE" && fields[5].EndsWith($":{inode}", StringComparison.Ordinal))
            .Select(static fields => int.Parse(fields[4], CultureInfo.InvariantCulture))
            .Distinct()];
    }

    /// <summary>
    /// What this process has open under that name: the path itself for the file that lies there, and with " (deleted)" behind it for
    /// one that was unlinked.
    /// </summary>
    public static IReadOnlyList<string> OpenHere(string path) =>
        [.. Directory.EnumerateFiles("/proc/self/fd").Select(TargetOf).OfType<string>().Where(target => target.StartsWith(path, StringComparison.Ordinal))];

    private static string? TargetOf(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            // Closed since it was listed.
            return null;
        }
    }

    // Opened by hand: a FileStream would take a lock itself. Null when there is no such file.
    private static string? InodeOf(string path)
    {
        using var file = OpenFile(path, ReadOnlyCloseOnExec);
        if (file.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            return error == 2 ? null : throw new Win32Exception(error, $"Cannot open {path}.");
        }

        var line = File.ReadLines($"/proc/self/fdinfo/{file.DangerousGetHandle()}").Single(static line => line.StartsWith("ino:", StringComparison.Ordinal));
        return line["ino:".Length..].Trim();
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle OpenFile(string path, int flags);
}
