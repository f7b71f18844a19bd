using System;
using System.Threading;
using ThreadStore.Sqlite;
using ThreadStore.Tracing;

namespace ThreadStore;

/// <summary>What the first open of a process has to load and to compile, made ready on another core while the open itself begins.</summary>
internal static class FirstOpen
{
    private static bool s_hasBegun;

    /// <summary>Begins, once in a process, and does not wait: whoever needs a part that is not ready waits for that part.</summary>
    internal static void PrepareBeside()
    {
        if (!Interlocked.Exchange(ref s_hasBegun, true))
        {
            new Thread(Prepare) { IsBackground = true, Name = "ThreadStore first open" }.Start();
        }
    }

    // In the order in which an open comes to them. On this thread nothing that a library or a listener throws has a caller: it would end the process.
    private static void Prepare()
    {
        try
        {
            SqliteProvider.EnsureInitialised();
            SqliteFunctions.Prepare();
            StoreMeter.Prepare();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whoever needs the part meets the same, and says so.
        }
    }
}
