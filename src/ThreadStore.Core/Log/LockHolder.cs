using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;

namespace ThreadStore.Log;

/// <summary>Who holds a lock file: what we write into ours, and how we name the holder of another.</summary>
/// <remarks>One line: process id, host, start of the process, application. Codex leaves its files empty: then the kernel's table of locks knows the process.</remarks>
internal static class LockHolder
{
    private const string Unknown = "unknown holder";
    private const int MaxBytes = 1024;

    private static readonly string s_host = Environment.MachineName.Replace(' ', '-');
    private static readonly string s_start = StartOfProcess();

    /// <summary>Writes who we are. Best effort: the lock holds without it.</summary>
    internal static void Write(LogHandle file, string application)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {s_host} {s_start} {application}\n");
        var writer = new PosixLogFile(file);
        if (writer.TruncateAll(0) == 0)
        {
            _ = writer.WriteAllAt(Encoding.UTF8.GetBytes(text), 0);
        }
    }

    /// <summary>Names the holder of an open lock file.</summary>
    internal static string Describe(LogHandle file)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        _ = new PosixLogFile(file).ReadAll(bytes, 0, out var read);
        var parts = Encoding.UTF8.GetString(bytes[..read]).TrimEnd('\n').Split(' ', 4);
        var pid = FindProcess(file);

        // A file that was left over may name a process that is gone: the kernel knows better, where it can see the holder.
        var isOurs = parts.Length == 4 && (pid == 0 || parts[0].Equals(pid.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        if (isOurs)
        {
            return $"{parts[3]} (pid {parts[0]} on {parts[1]}, started {parts[2]})";
        }

        return pid == 0 ? Unknown : string.Create(CultureInfo.InvariantCulture, $"{NameOfProcess(pid)} (pid {pid})");
    }

    /// <summary>True when the kernel's table of locks shows a process that holds the file. Asking takes no lock: nobody is kept out by it.</summary>
    internal static bool IsHeld(LogHandle file) => FindProcess(file) > 0;

    /// <summary>Names the holder of the coordination lock.</summary>
    internal static string DescribeFolder(LockFolder folder)
    {
        using var file = folder.OpenLockFile(folder.CoordinationPath, out _);
        return $"the lock folder is held by {(file is null ? Unknown : Describe(file))}";
    }

    // "1: FLOCK  ADVISORY  WRITE 1234 fe:00:5678 0 EOF"; a process of another namespace is shown as 0 or -1, or its line is missing.
    private static int FindProcess(LogHandle file)
    {
        if (Libc.Stat(file, out var stat) != 0)
        {
            return 0;
        }

        var suffix = string.Create(CultureInfo.InvariantCulture, $":{stat.Inode}");
        var device = string.Create(CultureInfo.InvariantCulture, $"{stat.DeviceMajor:x2}:{stat.DeviceMinor:x2}");
        var found = 0;
        try
        {
            foreach (var line in File.ReadLines("/proc/locks"))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length >= 6
                    && fields[1] is "FLOCK"
                    && fields[5].EndsWith(suffix, StringComparison.Ordinal)
                    && int.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                {
                    // Some file systems show another device number there than in a file's metadata: the inode alone must do for those.
                    found = pid;
                    if (fields[5].StartsWith(device, StringComparison.Ordinal))
                    {
                        break;
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No such table here.
        }

        return found;
    }

    private static string NameOfProcess(int pid)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/comm")).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unknown;
        }
    }

    private static string StartOfProcess()
    {
        using var self = Process.GetCurrentProcess();
        return self.StartTime.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
