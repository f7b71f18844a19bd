using System;
using System.IO;
using ThreadStore.Sqlite;

namespace ThreadStore;

/// <summary>The home directory as a caller names it.</summary>
internal static class HomeFolder
{
    /// <summary>The absolute, link-free path of a home that must be there.</summary>
    internal static string Existing(string home) =>
        Directory.Exists(home) ? Prepare(home) : throw new InvalidRequestException(File.Exists(home) ? $"the home is a file, not a directory: {home}" : $"no such home: {home}");

    /// <summary>The absolute, link-free path of the home, which is made when it is missing (mode 0700).</summary>
    internal static string Prepare(string home)
    {
        var full = Path.GetFullPath(home);
        if (File.Exists(full))
        {
            throw new InvalidRequestException($"the home is a file, not a directory: {home}");
        }

        try
        {
            var made = OwnerFolder.Create(full);
            return (made.ResolveLinkTarget(returnFinalTarget: true) as DirectoryInfo ?? made).FullName.TrimEnd('/');
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StorageFaultException(StoragePart.Log, StorageOutcome.NotAccepted, null, 0, $"the home cannot be used: {failed.Message}", failed);
        }
    }
}
