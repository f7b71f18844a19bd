using System;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// The law: a touch wakes nobody, and never keeps facts from waking a parked projector. What a publisher holds between its take and its
/// put is pending all the same. Each was found by tests/models, and failed before it was mended.
/// </summary>
public sealed class WakeTests
{
    // Only a look-around of the parked projector, once in two seconds, could come between a touch and the facts behind it.
    private const int Rounds = 5;

    [Fact]
    public async Task Facts_BehindATouchThatIsLinked_WakeTheParkedProjector()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        home.StartThreads();
        var before = 0L;
        for (var i = 0; i < Rounds; i++)
        {
            await Guard.Task(thread.FlushAsync());
            Park(home);
            before = home.Projector.Counters.Wakes;
            thread.AppendTouch();
            thread.AppendTokens(i);
            if (home.Projector.Counters.Wakes > before)
            {
                break;
            }
        }

        Assert.True(home.Projector.Counters.Wakes > before, "the facts woke nobody");
    }

    [Fact]
    public async Task Touch_PutOverPendingFacts_WakesAsTheyDo()
    {
        // A thread that waits for its retry leaves its facts in the slot, unlinked, while the projector is parked: the place in which the
        // projector stands when it looked at the slot between a publisher's take and put. The clock stands still, the retry never comes.
        await using var home = new EngineHome { TouchInterval = TimeSpan.Zero };
        var thread = home.Create("first");
        home.Index.FailNext(ApplyFault.Row);
        thread.AppendTokens(1);
        home.Settle();
        thread.AppendTokens(2);
        home.StartThreads();
        SpinWait.SpinUntil(() => Volatile.Read(ref thread.Projected!.Linked) == 0);
        Assert.True(thread.Projected!.Slot.IsFull);

        // The wait for a retry is short by the real clock: some touch finds the projector parked.
        var before = home.Projector.Counters.Wakes;
        for (var i = 0; i < 100_000 && home.Projector.Counters.Wakes == before; i++)
        {
            thread.AppendTouch();
        }

        Assert.True(home.Projector.Counters.Wakes > before, "no touch woke the projector for the facts below it");
    }

    [Fact]
    public async Task FailedAttempt_WhileAPublisherHoldsNewerFacts_DoesNotFailTheBarrier()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        using var failing = home.Index.BlockNext(ApplyFault.Row);
        thread.AppendTokens(1);
        var flush = thread.FlushAsync();
        var step = home.StepAside();
        failing.WaitEntered();
        thread.AppendTokens(2);
        // The place of a publisher that merges a third append.
        var held = thread.Projected!.Slot.Take()!;

        failing.Release();
        Guard.Join(step);
        Assert.False(flush.IsFaulted);

        thread.Projected.Slot.Put(held);
        home.Projector.LinkUrgent(thread.Projected);
        home.Settle();
        await Guard.Task(flush);
        Assert.Equal(2, home.Row(thread.Id)!.TokensUsed);
    }

    private static void Park(EngineHome home) => Assert.True(SpinWait.SpinUntil(() => home.Projector.IsParked, TimeSpan.FromSeconds(20)));
}
