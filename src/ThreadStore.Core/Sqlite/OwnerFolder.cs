using System.IO;

namespace ThreadStore.Sqlite;

/// <summary>Folders for their owner alone.</summary>
internal static class OwnerFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes a folder and those above it that are missing, mode 0700 all of them; one that is there stays as it is.</summary>
    /// <param name="path">Absolute.</param>
    internal static DirectoryInfo Create(string path)
    {
        // One by one: the runtime gives those above the last one the modes that the umask leaves.
        if (Path.GetDirectoryName(path) is { } above && !Directory.Exists(above))
        {
            _ = Create(above);
        }

        return System.OperatingSystem.IsWindows()
            ? throw new System.PlatformNotSupportedException("the store needs the locks and modes of Linux")
            : Directory.CreateDirectory(path, OwnerOnly);
    }
}
