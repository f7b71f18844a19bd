using System;
using System.Collections.Generic;
using System.Threading;

namespace ThreadStore;

/// <summary>The homes that this process has open: a second store on one home would share SQLite's process-wide locks with the first.</summary>
internal static class OpenHomes
{
    private static readonly Lock s_lock = new();
    private static readonly HashSet<string> s_homes = new(StringComparer.Ordinal);

    internal static void Claim(string home)
    {
        lock (s_lock)
        {
            if (!s_homes.Add(home))
            {
                throw new ConflictException($"this process has the home open already: {home}");
            }
        }
    }

    internal static void Release(string home)
    {
        lock (s_lock)
        {
            s_homes.Remove(home);
        }
    }
}
