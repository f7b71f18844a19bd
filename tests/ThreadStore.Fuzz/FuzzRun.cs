using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;

namespace ThreadStore.Fuzz;

/// <summary>Tries inputs on all cores, and says which of them broke a law and how to try that one again.</summary>
internal sealed class FuzzRun(IReadOnlyList<FuzzTarget> targets, long seed, TextWriter output)
{
    // One more is one more line to read, and no more to learn.
    private const int MostViolations = 20;

    private const int RangeLength = 50;

    // The trees of inputs are deep, and so are the slow readings of them.
    private const int StackBytes = 16 << 20;

    private readonly ConcurrentQueue<FuzzRange> _ranges = new();
    private readonly Dictionary<FuzzTarget, FuzzTally> _tallies = targets.ToDictionary(static target => target, static _ => new FuzzTally());
    private readonly HangWatch _watch = new(seed, output);
    private int _violations;

    /// <summary>Tries so many inputs in all, spread over the targets by their shares. True when no law was broken.</summary>
    internal bool Try(long inputs)
    {
        using (_watch.Start())
        {
            foreach (var target in targets.Where(static target => target.FixedInputs >= 0))
            {
                Work(new FuzzRange(target, 0, target.FixedInputs));
            }

            // The slow ones first, so that no core waits for the other's last range.
            var shared = targets.Where(static target => target.FixedInputs < 0).OrderBy(static target => target.Share).ToList();
            shared.ForEach(target => Divide(target, inputs * target.Share / shared.Sum(static one => one.Share)));
            Thread[] workers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(number => new Thread(Work, StackBytes) { Name = $"fuzz {number}" })];
            Array.ForEach(workers, static worker => worker.Start());
            Array.ForEach(workers, static worker => worker.Join());
        }

        return _violations == 0;
    }

    /// <summary>Tries one input again.</summary>
    internal bool TryOne(FuzzTarget target, long number)
    {
        using (_watch.Start())
        {
            Work(new FuzzRange(target, number, 1));
        }

        return _violations == 0;
    }

    internal void Report(TimeSpan took)
    {
        foreach (var (target, tally) in _tallies)
        {
            output.WriteLine($"{target.Name,-10}{tally}");
        }

        var lines = _tallies.Values.Sum(static tally => tally.Of(LineCounts.All));
        if (lines > 0)
        {
            output.WriteLine($"valid lines: {100.0 * _tallies.Values.Sum(static tally => tally.Of(LineCounts.Valid)) / lines:N1} % of {lines:N0}");
        }

        output.WriteLine($"{_tallies.Values.Sum(static tally => tally.Inputs):N0} inputs in {took.TotalSeconds:N1} s, peak memory {PeakMemory.Megabytes():N0} MB, {_violations} violations");
    }

    private void Divide(FuzzTarget target, long count)
    {
        var length = target.IsAlone ? Math.Max(1, count) : RangeLength;
        for (long done = 0; done < count; done += length)
        {
            _ranges.Enqueue(new FuzzRange(target, done, Math.Min(length, count - done)));
        }
    }

    private void Work()
    {
        while (Volatile.Read(ref _violations) < MostViolations && _ranges.TryDequeue(out var range))
        {
            Work(range);
        }
    }

    private void Work(FuzzRange range)
    {
        var begun = Stopwatch.GetTimestamp();
        var tally = _tallies[range.Target];
        for (var number = range.First; number < range.First + range.Count && Volatile.Read(ref _violations) < MostViolations; number++)
        {
            using (_watch.Enter(range.Target.Name, number))
            {
                try
                {
                    range.Target.Try(new FuzzRandom(range.Target.Name, seed, number), tally);
                }
                catch (Exception failure)
                {
                    Fail(range.Target, number, failure);
                }
            }
        }

        tally.Add(range.Count, Stopwatch.GetElapsedTime(begun));
    }

    private void Fail(FuzzTarget target, long number, Exception failure)
    {
        Interlocked.Increment(ref _violations);
        lock (output)
        {
            output.WriteLine($"VIOLATION in {target.Name}: {(failure is BrokenLawException ? failure.Message : failure.ToString())}");
            output.WriteLine($"  again by: replay --target {target.Name} --seed {seed} --input {number}");
        }
    }
}
