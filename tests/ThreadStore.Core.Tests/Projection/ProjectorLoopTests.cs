using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>The law: whoever links sees the sleeper, or the sleeper sees the link. A barrier ends a linger, whatever the clock says.</summary>
public sealed class ProjectorLoopTests
{
    [Fact]
    public async Task Barriers_FromManyThreads_AllEndWhileTheClockStandsStill()
    {
        // The linger never runs out: only a barrier's wake can bring the projector to write.
        await using var home = new EngineHome { Linger = TimeSpan.FromSeconds(60) };
        home.StartThreads();
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var thread = home.Create();
            for (var i = 0; i < 200; i++)
            {
                var position = await thread.AppendAndFlushAsync(ItemType.EventMsg, Payloads.Tokens(i));
                Assert.True(thread.Projected!.Committed >= position.Offset);
            }

            return thread;
        })).ToArray();

        foreach (var thread in await Guard.Task(Task.WhenAll(writers)))
        {
            Assert.Equal(199, home.Store.Read(thread.Id).TokensUsed);
        }

        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task BarriersOfOneThread_FromManyCallers_AllEnd()
    {
        await using var home = new EngineHome { Linger = TimeSpan.FromSeconds(60) };
        var thread = home.Create();
        home.StartThreads();
        var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await thread.AppendAndFlushAsync(ItemType.EventMsg, Payloads.Tokens(caller), (Durability)(i % 2));
            }
        })).ToArray();

        await Guard.Task(Task.WhenAll(callers));
        Assert.Equal(801, home.Lines(thread.Id).Count);
        Assert.Equal(thread.End.Offset, thread.Projected!.Committed);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task BufferedLines_AreWrittenByTheDrainersOwnThread()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        home.Store.Drainer.Start();
        for (var i = 0; i < 50; i++)
        {
            using var written = new ManualResetEventSlim();
            home.Device.Next(LogOperation.Write, new ScriptedFault(0, Before: written.Set));
            thread.AppendTokens(i, Durability.Buffered);
            Guard.Signal(written);
        }

        // Whoever gets the gate next finds the last line written.
        Assert.True(thread.TryDrain());
        Assert.Equal(52, home.Lines(thread.Id).Count);
    }
}
