using System;
using System.Diagnostics;
using System.IO;

namespace ThreadStore.Faults.Real;

/// <summary>A mounted file system, gone at the end.</summary>
internal sealed class Mount : IDisposable
{
    private Mount(string path) => Path = path;

    public string Path { get; }

    /// <summary>A file system in memory of that many bytes.</summary>
    public static Mount Small(int bytes) => At(Empty(), "-t", "tmpfs", "-o", $"size={bytes},mode=0700", "tmpfs");

    /// <summary>A folder under a second path, by which nobody can change it.</summary>
    public static Mount ReadOnly(string folder)
    {
        var mount = At(Empty(), "--bind", folder);
        if (Run("mount", "-o", "remount,bind,ro", mount.Path) is { } refusal)
        {
            mount.Dispose();
            throw new InvalidOperationException(refusal);
        }

        return mount;
    }

    /// <summary>Why nothing can be mounted here; null when it can.</summary>
    public static string? WhyNot()
    {
        try
        {
            using var tried = Small(1 << 16);
            using var bound = ReadOnly(tried.Path);
            return null;
        }
        catch (InvalidOperationException refused)
        {
            return $"mounting is not allowed here: {refused.Message.Trim()}";
        }
    }

    public void Dispose()
    {
        Run("umount", Path);
        Directory.Delete(Path);
    }

    private static Mount At(string path, params string[] arguments)
    {
        if (Run("mount", [.. arguments, path]) is { } refusal)
        {
            Directory.Delete(path);
            throw new InvalidOperationException(refusal);
        }

        return new Mount(path);
    }

    private static string Empty() => Directory.CreateTempSubdirectory("threadstore-mount-").FullName;

    // Null when it went well.
    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : errors;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }
}
