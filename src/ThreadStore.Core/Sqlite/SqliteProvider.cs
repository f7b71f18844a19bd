using System;
using System.Reflection;
using System.Threading;
using SQLitePCL;

namespace ThreadStore.Sqlite;

/// <summary>Makes sure that the process has a native SQLite: the host's choice if it made one, else the bundled library.</summary>
internal static class SqliteProvider
{
    /// <summary>Where the binding keeps the provider.</summary>
    internal const string Field = "_imp";

    private static readonly Lock s_gate = new();
    private static volatile bool s_isReady;

    /// <summary>Initialises the bundle when no provider is set. Cheap after the first call.</summary>
    public static void EnsureInitialised()
    {
        if (s_isReady)
        {
            return;
        }

        lock (s_gate)
        {
            if (!s_isReady)
            {
                if (!HasProvider())
                {
                    Batteries_V2.Init();
                }

                s_isReady = true;
            }
        }
    }

    // The binding has no public way to ask: every call throws while nothing is set, and the first exception of a process costs milliseconds.
    private static bool HasProvider()
    {
        if (typeof(raw).GetField(Field, BindingFlags.Static | BindingFlags.NonPublic) is { } provider)
        {
            return provider.GetValue(null) is not null;
        }

        try
        {
            return raw.sqlite3_libversion_number() != 0;
        }
        catch (Exception e) when (e is not DllNotFoundException and not EntryPointNotFoundException)
        {
            return false;
        }
    }
}
