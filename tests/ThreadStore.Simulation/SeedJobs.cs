using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Simulation;

/// <summary>Seeds shared among processes: each of them has one worker, a machine has several cores.</summary>
internal static class SeedJobs
{
    // Short enough that a soak ends when it should.
    private const int SoakStep = 200;

    /// <summary>Plays the known seeds, and a range of others; 1 when a law was broken.</summary>
    public static async Task<int> RunAsync(int first, int count, int jobs, CancellationToken stop)
    {
        var known = await StartAsync(["known"], stop);
        var others = await PlayAllAsync(first, count, jobs, stop);
        return known == 0 ? others : known;
    }

    private static async Task<int> PlayAllAsync(int first, int count, int jobs, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        var share = (count + jobs - 1) / jobs;
        var parts = Enumerable.Range(0, jobs)
            .Select(job => (From: first + job * share, Count: Math.Min(share, count - job * share)))
            .Where(static part => part.Count > 0)
            .Select(part => PlayAsync(part.From, part.Count, stop));
        var codes = await Task.WhenAll(parts);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} seeds in {Stopwatch.GetElapsedTime(begun).TotalSeconds:f0} s"));
        return codes.All(static code => code == 0) ? 0 : 1;
    }

    /// <summary>Plays new seeds until the time is over or a law was broken.</summary>
    public static async Task<int> SoakAsync(TimeSpan time, int first, int jobs, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var from = first; Stopwatch.GetElapsedTime(begun) < time; from += SoakStep * jobs)
        {
            var code = await PlayAllAsync(from, SoakStep * jobs, jobs, stop);
            if (code != 0)
            {
                return code;
            }
        }

        return 0;
    }

    private static Task<int> PlayAsync(int first, int count, CancellationToken stop) =>
        StartAsync(["range", "--from", first.ToString(CultureInfo.InvariantCulture), "--count", count.ToString(CultureInfo.InvariantCulture)], stop);

    private static async Task<int> StartAsync(string[] arguments, CancellationToken stop)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments))!;
        await using var registration = stop.Register(process.Kill);
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }
}
