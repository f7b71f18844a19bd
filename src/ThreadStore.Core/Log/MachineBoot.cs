using System;
using System.IO;

namespace ThreadStore.Log;

/// <summary>Which start of the machine this is.</summary>
/// <remarks>
/// A process that dies leaves its writes in the page cache; a machine that goes down may lose those that were not synced, and leave a log
/// with holes and the length that its row says. Only after a reboot has a row to be doubted whose log has not grown.
/// </remarks>
internal static class MachineBoot
{
    /// <summary>The kernel's own id of its start, see random(4); null where it cannot be read.</summary>
    internal static string? Id { get; } = Read();

    private static string? Read()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
