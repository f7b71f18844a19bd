using System;
using System.Globalization;
using System.IO;
using ThreadStore.Log;

namespace ThreadStore.Transfer;

/// <summary>A folder of the home in which an archive is unpacked and verified before anything of it can be seen: <c>threadstore/import-&lt;n&gt;</c>.</summary>
/// <remarks>
/// Its file <c>lock</c> is held while the import runs. What an import that was killed has left behind is removed by the next one: a folder
/// whose lock can be taken is nobody's. A folder without a lock file is being made, and goes only while it is empty: then its maker takes another.
/// </remarks>
internal sealed class ImportStaging : IDisposable
{
    internal const string FolderPrefix = "import-";

    private const string LockName = "lock";
    private const uint LockMode = 0x180;    // 0600
    private const int MaxAttempts = 1000;

    private readonly LogHome _home;
    private readonly string _folder;
    private readonly LogHandle _lock;

    private ImportStaging(LogHome home, string folder, LogHandle held)
    {
        _home = home;
        _folder = folder;
        _lock = held;
    }

    /// <summary>Removes what others have left, and makes a folder.</summary>
    /// <exception cref="StorageFaultException">It cannot be made.</exception>
    internal static ImportStaging Create(LogHome home)
    {
        var parent = Parent(home);
        var errno = home.CreateDirectories($"{parent}/");
        if (errno != 0)
        {
            throw Fault(parent, errno);
        }

        RemoveLeftOvers(parent);
        for (var number = 1; number <= MaxAttempts; number++)
        {
            var folder = string.Create(CultureInfo.InvariantCulture, $"{parent}/{FolderPrefix}{number}");
            errno = home.Device.CreateDirectory(folder);
            if (errno == 0 && TryHold(folder, mayCreate: true) is { } held)
            {
                return new ImportStaging(home, folder, held);
            }

            if (errno is not (0 or Libc.EEXIST))
            {
                break;
            }
        }

        throw Fault(parent, errno);
    }

    /// <summary>The folders of imports that are under way, or were killed.</summary>
    internal static string[] Find(LogHome home) =>
        Directory.Exists(Parent(home)) ? Directory.GetDirectories(Parent(home), FolderPrefix + "*") : [];

    /// <summary>True when nobody holds the folder.</summary>
    internal static bool IsLeftOver(string folder)
    {
        using var held = TryHold(folder, mayCreate: false);
        return held is not null;
    }

    /// <summary>Makes the file for one rollout.</summary>
    /// <exception cref="StorageFaultException">It cannot be made.</exception>
    internal ILogFile CreateFile(ThreadId id) => _home.Device.Open(PathOf(id), LogAccess.Create, out var errno) ?? throw Fault(PathOf(id), errno);

    /// <summary>Where a thread's rollout is unpacked.</summary>
    internal string PathOf(ThreadId id) => $"{_folder}/{id}";

    /// <summary>Removes the folder; rollouts that got a name in their place keep it.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // The next import removes it.
        }

        _lock.Dispose();
    }

    /// <summary>The archive could not be unpacked: nothing of it can be seen.</summary>
    internal static StorageFaultException Fault(string path, int errno) =>
        new(StoragePart.Log, StorageOutcome.NotAccepted, null, errno, $"cannot unpack the archive into {path}: {LogFault.Text(errno)}");

    private static string Parent(LogHome home) => $"{home.Directory}/threadstore";

    private static void RemoveLeftOvers(string parent)
    {
        foreach (var folder in Directory.GetDirectories(parent, FolderPrefix + "*"))
        {
            try
            {
                using var held = TryHold(folder, mayCreate: false);
                Directory.Delete(folder, recursive: held is not null);
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                // Somebody is at work there, or it cannot be removed: it is in nobody's way.
            }
        }
    }

    private static LogHandle? TryHold(string folder, bool mayCreate)
    {
        var path = $"{folder}/{LockName}";
        var file = LogHandle.Open(path, Libc.O_RDWR | Libc.O_NOFOLLOW | (mayCreate ? Libc.O_CREAT : 0), LockMode, out _);
        if (file is not null && LockFolder.TryLock(file, out _) && LockFolder.IsCurrent(file, path))
        {
            return file;
        }

        file?.Dispose();
        return null;
    }
}
