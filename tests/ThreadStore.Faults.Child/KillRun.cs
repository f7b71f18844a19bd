using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace ThreadStore.Faults;

/// <summary>Rounds in which a child that writes is killed at a moment that the seed chooses, and the home held against what it had said.</summary>
/// <param name="seed">Chooses the moments.</param>
/// <param name="durability">What appends promise; null: now this, now that.</param>
public sealed class KillRun(int seed, Durability? durability)
{
    private const int RoundsPerHome = 10;
    private const int Threads = 3;
    private const int MostReports = 400;

    /// <summary>Rounds done.</summary>
    public int Rounds { get; private set; }

    /// <summary>Answers that had promised something before a kill.</summary>
    public long Promises { get; private set; }

    /// <summary>Does that many rounds.</summary>
    /// <exception cref="LawException">A promise was broken; the home is kept, and the message says where.</exception>
    public async Task RunAsync(int rounds)
    {
        for (var first = 0; first < rounds; first += RoundsPerHome)
        {
            var home = Directory.CreateTempSubdirectory("threadstore-kills-").FullName;
            var ledgers = Enumerable.Range(1, Threads).Select(static writer => new ThreadLedger(writer)).ToArray();
            for (var round = first; round < Math.Min(rounds, first + RoundsPerHome); round++)
            {
                try
                {
                    await RunRoundAsync(home, ledgers, round).ConfigureAwait(false);
                }
                catch (Exception broken)
                {
                    throw new LawException($"seed {seed}, round {round}, durability {durability?.ToString() ?? "any"}, home {home}: {broken.Message}", broken);
                }
            }

            await HomeCheck.CheckByToolAsync(home).ConfigureAwait(false);
            Promises += ledgers.Sum(static ledger => ledger.Promises);
            Directory.Delete(home, recursive: true);
        }
    }

    private async Task RunRoundAsync(string home, ThreadLedger[] ledgers, int round)
    {
        // Now and then while it opens, which is when it recovers from the kill before.
        var random = new Random((seed * 100_003) + round);
        var reports = random.Next(10) == 0 ? random.Next(3) : random.Next(MostReports);
        string[] promise = durability is { } named ? ["--durability", named.ToString()] : [];
        using (var child = ChildProcess.Start(
            ["work", "--home", home, "--writer", "1", "--threads", Text(Threads), "--round", Text(round), .. promise]))
        {
            while (child.Reports.Count < reports)
            {
                if (await child.ReadAsync().ConfigureAwait(false) is null)
                {
                    await child.EndAsync().ConfigureAwait(false);
                    throw new LawException("the child ended by itself");
                }
            }

            await child.KillAsync().ConfigureAwait(false);
            foreach (var ledger in ledgers)
            {
                ledger.Add(round, child.Reports);
            }
        }

        HomeCheck.CheckProjected(home, ledgers);
        await HomeCheck.CheckAsync(home, ledgers).ConfigureAwait(false);
        Rounds++;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
