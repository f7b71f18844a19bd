using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;

namespace ThreadStore.Simulation;

/// <summary>Ends a process whose seed hangs, and says which: the pool's one worker cannot look after itself.</summary>
internal static class Watchdog
{
    // A run takes a fraction of a second.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private static long s_begun;
    private static int s_seed;

    public static void Start()
    {
        Watch(seed: -1);
        new Thread(Run) { IsBackground = true, Name = "watchdog" }.Start();
    }

    /// <summary>A run of this seed begins.</summary>
    public static void Watch(int seed)
    {
        Volatile.Write(ref s_seed, seed);
        Volatile.Write(ref s_begun, Stopwatch.GetTimestamp());
    }

    private static void Run()
    {
        while (Stopwatch.GetElapsedTime(Volatile.Read(ref s_begun)) < s_patience)
        {
            Thread.Sleep(s_interval);
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {Volatile.Read(ref s_seed)}: hangs"));
        Environment.Exit(1);
    }
}
