using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using ThreadStore.Simulation.Laws;
using ThreadStore.Simulation.Schedule;
using ThreadStore.Simulation.Sqlite;

namespace ThreadStore.Simulation;

/// <summary>Seeds, one after the other, on the one worker of this process.</summary>
internal static class SeedRange
{
    // Now and then a seed is played twice, to see that it is one run.
    private const int TwiceEvery = 50;

    /// <summary>Plays seeds and prints one line in the end: seeds, boots, operations.</summary>
    public static Task<int> RunAsync(int first, int count) => OnWorkerAsync(async () =>
    {
        long boots = 0;
        long operations = 0;
        var broken = 0;
        for (var seed = first; seed < first + count; seed++)
        {
            var outcome = await PlayAsync(seed, null);
            boots += outcome.Boots;
            operations += outcome.Operations;
            if (outcome.Failure is { } failure)
            {
                broken++;
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {failure}"));
            }
            else if (seed % TwiceEvery == 0 && (await PlayAsync(seed, null)).Fingerprint != outcome.Fingerprint)
            {
                broken++;
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: two runs differ"));
            }
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seeds={count} boots={boots} operations={operations} broken={broken}"));
        return broken == 0 ? 0 : 1;
    });

    /// <summary>Plays the seeds that have found defects, and says which of them is back.</summary>
    public static Task<int> RunKnownAsync() => OnWorkerAsync(async () =>
    {
        var broken = 0;
        foreach (var known in KnownSeeds.All)
        {
            if ((await PlayAsync(known.Seed, null)).Failure is { } failure)
            {
                broken++;
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"known seed {known.Seed} ({known.Name}): {failure}"));
            }
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"known={KnownSeeds.All.Count} broken={broken}"));
        return broken == 0 ? 0 : 1;
    });

    /// <summary>Plays one seed twice.</summary>
    public static Task<int> ReplayAsync(int seed, bool isTraced) => OnWorkerAsync(async () =>
    {
        var one = await PlayAsync(seed, isTraced ? Console.Out : null);
        var two = await PlayAsync(seed, null);
        var isSame = one.Fingerprint == two.Fingerprint && one.Failure == two.Failure;
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {seed}: {one.Failure ?? "every law holds"}; {one.Boots} boots, {one.Operations} operations; {(isSame ? "played twice, the same" : $"played twice, DIFFERENT: {two.Failure ?? "every law holds"}")}"));
        return isSame && one.Failure is null ? 0 : 1;
    });

    private static async Task<Outcome> PlayAsync(int seed, TextWriter? log)
    {
        var root = Directory.CreateTempSubdirectory("threadstore-simulation-").FullName;
        Watchdog.Watch(seed);
        try
        {
            var run = new Run(seed, root, log);
            string? failure = null;
            try
            {
                await run.PlayAsync();
            }
            catch (BrokenLawException broken)
            {
                failure = broken.Message;
            }
            catch (Exception unexpected)
            {
                failure = unexpected.ToString();
            }

            return new Outcome(run.Fingerprint, run.Boots, run.Operations, failure?.Replace(root, "", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    // Everything on the pool's one worker from here on; a thread of its own looks whether it still moves.
    private static async Task<int> OnWorkerAsync(Func<Task<int>> work)
    {
        if (Directory.Exists("/dev/shm"))
        {
            Environment.SetEnvironmentVariable("TMPDIR", "/dev/shm");
        }

        Watchdog.Start();
        FaultVfs.Register();
        return await Task.Run(work);
    }

    private sealed record Outcome(ulong Fingerprint, int Boots, long Operations, string? Failure);
}
