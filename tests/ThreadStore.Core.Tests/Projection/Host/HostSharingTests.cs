using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// Law: two processes with different projections on one home each end with the rows of a rebuild, and neither moves the other's table. Seen
/// to fail: without a step for the host's row alone, with that step not ending at the thread's own row, with a row inserted by a delta
/// that does not start at 0, and with no host's table made in a new epoch.
/// </summary>
public sealed class HostSharingTests
{
    [Fact]
    public async Task SecondProcess_WithAnotherVersion_LeavesTheFirstsTableAlone()
    {
        await using var home = HostHome.With<RunFacts>();
        var thread = home.Create("x");
        thread.AppendCall();
        home.Settle();
        var before = Text(home.Dump(RunFacts.Schema.Table));
        var own = Text(home.Dump());

        await using var process = new SecondProcess(home);
        var second = process.Store;
        second.Pipeline.Reconciler.RunOnce();
        EngineHome.Settle(second);

        Assert.Equal(before, Text(home.Dump(RunFacts.Schema.Table)));
        Assert.Equal(own, Text(home.Dump()));
        Assert.Equal(1, second.ReadFacts(thread.Id).ToolCalls);
        Assert.Equal(0, home.Index.HostApplies);
    }

    [Fact]
    public async Task EachProcess_AppendingToThreadsOfItsOwn_SeesTheOthersWithItsOwnFacts()
    {
        await using var home = HostHome.With<RunFacts>();
        await using var process = new SecondProcess(home);
        var second = process.Store;
        var mine = home.Create("mine");
        var theirs = second.Create(new CreateThreadParams { Cwd = "/work" });
        for (var i = 0; i < 5; i++)
        {
            mine.AppendCall();
            theirs.AppendCall();
            home.Settle();
            EngineHome.Settle(second);
            if (i % 2 == 0)
            {
                home.Reconcile();
                second.Pipeline.Reconciler.RunOnce();
                EngineHome.Settle(second);
            }
        }

        await FinishAsync(home, second);
        Assert.Equal((5L, 5L), (home.Facts(mine.Id).ToolCalls, home.Facts(theirs.Id).ToolCalls));
        Assert.Equal((5L, 5L), (second.ReadFacts(mine.Id).ToolCalls, second.ReadFacts(theirs.Id).ToolCalls));
        AssertBothEqualRebuild(home);
    }

    [Fact]
    public async Task SecondProcess_ThatMakesTheIndexAnew_LeavesTheFirstToFillItsOwnTable()
    {
        await using var home = HostHome.With<RunFacts>();
        var thread = home.Create("x");
        var quiet = home.Create("quiet");
        quiet.AppendCall();
        home.Settle();
        await using var process = new SecondProcess(home);
        var second = process.Store;
        process.StartThreads();
        await Guard.Task(second.RebuildAsync());

        thread.AppendCall();
        var flush = thread.FlushAsync();
        home.Settle();
        await Guard.Task(flush);
        Assert.Equal(1, home.Facts(thread.Id).ToolCalls);

        home.Store.Pipeline.Reconciler.RunOnce();
        _ = home.Store.Pipeline.Reconciler.SweepAsync();
        home.Settle();
        Assert.Equal(1, home.Facts(quiet.Id).ToolCalls);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task AnyInterleaving_GivesBothTheRowsOfARebuild()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            try
            {
                await RunAsync(new Random(seed));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}: {failure.Message}", failure);
            }
        }
    }

    private static async Task RunAsync(Random random)
    {
        await using var home = HostHome.With<RunFacts>();
        await using var process = new SecondProcess(home);
        var second = process.Store;
        var threads = new List<LiveThread>();
        foreach (var store in new LocalThreadStore[] { home.Store, second, home.Store, second })
        {
            threads.Add(store.Create(new CreateThreadParams { Cwd = "/work" }));
        }

        for (var i = 0; i < 60; i++)
        {
            var thread = threads[random.Next(threads.Count)];
            var store = random.Next(2) == 0 ? home.Store : second;
            switch (random.Next(9))
            {
                case < 2:
                    thread.AppendCall();
                    break;
                case 2:
                    thread.AppendTokens(random.Next(9), random.Next(99));
                    break;
                case 3:
                    thread.AppendTouch();
                    break;
                case 4:
                    store.Projector.Step();
                    break;
                case 5:
                    store.Pipeline.CatchUp.RunOnce();
                    break;
                case 6:
                    store.Pipeline.Reconciler.RunOnce();
                    break;
                case 7:
                    home.Clock.AdvanceMs(random.Next(1, 700));
                    break;
                case 8:
                    home.Index.FailNext(ApplyFault.Transaction);
                    break;
            }
        }

        home.Index.ClearScript();
        await FlushAsync(home, second, threads);
        await FinishAsync(home, second);
        AssertBothEqualRebuild(home);
    }

    // A touch may be held back by its process until somebody waits for it.
    private static async Task FlushAsync(EngineHome home, LocalThreadStore second, List<LiveThread> threads)
    {
        var flushes = threads.ConvertAll(static thread => (Task)thread.FlushAsync());
        for (var i = 0; i < 4; i++)
        {
            home.Clock.AdvanceMs(1000);
            home.Settle();
            EngineHome.Settle(second);
        }

        await Guard.Task(Task.WhenAll(flushes));
    }

    // Each looks at what the other wrote, and follows what the other's look moved.
    private static async Task FinishAsync(EngineHome home, LocalThreadStore second)
    {
        var sweeps = new List<Task>();
        for (var i = 0; i < 3; i++)
        {
            home.Clock.AdvanceMs(1000);
            sweeps.Add(home.Store.Pipeline.Reconciler.SweepAsync());
            home.Settle();
            sweeps.Add(second.Pipeline.Reconciler.SweepAsync());
            EngineHome.Settle(second);
        }

        await Guard.Task(Task.WhenAll(sweeps));
    }

    private static void AssertBothEqualRebuild(EngineHome home)
    {
        home.AssertRowsEqualRebuild();
        home.Projection = ComposedProjection.With<RunFactsNext>();
        home.AssertRowsEqualRebuild();
    }

    private static IEnumerable<string> Text(IEnumerable<Queries.IndexDumpRow> rows) => [.. rows.Select(static row => string.Join('|', row.Values))];

    /// <summary>A process with another version of the projection on the home; the test steps it until it ends.</summary>
    private sealed class SecondProcess(EngineHome home) : IAsyncDisposable
    {
        private bool _isRunning;

        public LocalThreadStore<RunFactsNext> Store { get; } =
            LocalThreadStore<RunFactsNext>.Open(home.Options, new StoreSeams { IsManual = true, IsSecondProcess = true });

        public void StartThreads()
        {
            if (!_isRunning)
            {
                _isRunning = true;
                Store.Projector.Start();
                Store.Pipeline.CatchUp.Start(workers: 1);
            }
        }

        // Its threads flush when they end, which needs a projector that runs.
        public async ValueTask DisposeAsync()
        {
            home.Clock.AdvanceMs(10_000);
            StartThreads();
            await Guard.Task(Store.DisposeAsync().AsTask());
        }
    }
}
