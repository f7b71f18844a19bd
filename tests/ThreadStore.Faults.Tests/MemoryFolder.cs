using System;
using System.IO;
using System.Runtime.CompilerServices;

namespace ThreadStore.Faults;

/// <summary>Homes of these tests lie in memory where the machine has a place for that.</summary>
internal static class MemoryFolder
{
    private const string Place = "/dev/shm";

    // Nothing here is about the loss of power: syncs only have to end, thousands of times.
    [ModuleInitializer]
    internal static void Use()
    {
        if (Directory.Exists(Place) && Environment.GetEnvironmentVariable("TMPDIR") is null)
        {
            Environment.SetEnvironmentVariable("TMPDIR", Place);
        }
    }
}
