using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace ThreadStore.Fuzz;

/// <summary>Ends the process, and names the input, when one does not end.</summary>
internal sealed class HangWatch(long seed, TextWriter output)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<(string Target, long Number), long> _running = [];

    internal Timer Start() => new(_ => Look(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    internal Entry Enter(string target, long number)
    {
        _running[(target, number)] = Stopwatch.GetTimestamp();
        return new Entry(this, (target, number));
    }

    private void Look()
    {
        foreach (var ((target, number), begun) in _running)
        {
            if (Stopwatch.GetElapsedTime(begun) > s_patience)
            {
                lock (output)
                {
                    output.WriteLine($"VIOLATION in {target}: a hang: the input has not ended after {s_patience.TotalSeconds:N0} s");
                    output.WriteLine($"  again by: replay --target {target} --seed {seed} --input {number}");
                    output.Flush();
                }

                Environment.Exit(1);
            }
        }
    }

    /// <summary>The input is being tried until this is disposed.</summary>
    internal readonly struct Entry(HangWatch watch, (string Target, long Number) input) : IDisposable
    {
        public void Dispose() => watch._running.TryRemove(input, out _);
    }
}
