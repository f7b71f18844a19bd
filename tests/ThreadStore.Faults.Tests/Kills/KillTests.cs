using System.Threading.Tasks;
using Xunit;
using Xunit.Abstractions;

namespace ThreadStore.Faults.Kills;

/// <summary>
/// The law: whatever a process had been told when SIGKILL met it is true afterwards. More rounds:
/// <c>dotnet run --project tests/ThreadStore.Faults.Child -- kill --rounds 10000 --seed 7</c>.
/// </summary>
public abstract class KillTests(ITestOutputHelper output, Durability? durability, int seed)
{
    private const int Rounds = 50;

    [Fact]
    public async Task Kill_AtAnyMoment_TakesNothingThatWasPromised()
    {
        var run = new KillRun(seed, durability);

        await run.RunAsync(Rounds);

        output.WriteLine($"{run.Rounds} kills, {run.Promises} promises");
        Assert.Equal(Rounds, run.Rounds);
        Assert.True(run.Promises > Rounds, "the children had said something before they were killed");
    }
}

/// <summary>Appends promise nothing; flushes, renames and shutdowns do.</summary>
public sealed class BufferedKillTests(ITestOutputHelper output) : KillTests(output, Durability.Buffered, seed: 101);

/// <summary>Every append promises to survive a kill.</summary>
public sealed class WrittenKillTests(ITestOutputHelper output) : KillTests(output, Durability.Written, seed: 102);

/// <summary>Every append promises to survive the loss of power.</summary>
public sealed class SyncedKillTests(ITestOutputHelper output) : KillTests(output, Durability.Synced, seed: 103);

/// <summary>One thread mixes all durabilities.</summary>
public sealed class MixedKillTests(ITestOutputHelper output) : KillTests(output, null, seed: 104);
