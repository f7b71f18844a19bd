using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// The law: many threads share a transaction of at most 256 rows. A row that fails alone holds back nobody; a lost transaction is tried
/// again in halves; what failed alone is alone until it succeeds.
/// </summary>
public sealed class BatchTests
{
    [Fact]
    public async Task PoisonRow_OfARealConstraint_DoesNotHoldBackTheOthers()
    {
        await using var home = new EngineHome();
        var threads = CreateMany(home, 5);
        var poison = threads[2];
        SetTrigger(home, $"""
            CREATE TRIGGER poison BEFORE INSERT ON threads WHEN NEW.id = x'{Hex(poison.Id)}' BEGIN SELECT RAISE(ABORT, 'poison'); END
            """);
        var flushes = AppendAndFlush(threads);
        home.Settle();

        foreach (var thread in threads.Where(thread => thread != poison))
        {
            await Guard.Task(flushes[thread.Id]);
            Assert.NotNull(home.Row(thread.Id));
        }

        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(flushes[poison.Id]));
        Assert.Equal((StoragePart.Index, StorageOutcome.Accepted, poison.End), (fault.Part, fault.Outcome, fault.Position));
        Assert.Contains("poison", fault.Message, StringComparison.Ordinal);
        Assert.Null(home.Row(poison.Id));

        SetTrigger(home, "DROP TRIGGER poison");
        home.Clock.AdvanceMs(500);
        home.Settle();
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task LostTransaction_IsTriedAgainInHalvesUntilTheOthersAreThrough()
    {
        await using var home = new EngineHome();
        var threads = CreateMany(home, 8);
        var killer = threads[^1].Id;
        foreach (var thread in threads)
        {
            thread.AppendUser("hello");
        }

        home.Index.Poison = id => id == killer ? ApplyFault.Transaction : ApplyFault.None;
        for (var i = 0; i < 6; i++)
        {
            home.Settle();
            home.Clock.AdvanceMs(600);
        }

        Assert.Equal(8, BatchSizes(home)[0]);
        Assert.Equal(4, BatchSizes(home)[1]);
        Assert.All(threads.Where(thread => thread.Id != killer), thread => Assert.NotNull(home.Row(thread.Id)));
        Assert.Null(home.Row(killer));

        home.Index.Poison = null;
        home.Clock.AdvanceMs(600);
        home.Settle();
        Assert.NotNull(home.Row(killer));
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task ThreadThatFailedAlone_StaysAloneUntilItSucceeds()
    {
        await using var home = new EngineHome();
        var threads = CreateMany(home, 4);
        var poison = threads[1].Id;
        home.Index.Poison = id => id == poison ? ApplyFault.Row : ApplyFault.None;
        for (var round = 0; round < 5; round++)
        {
            foreach (var thread in threads)
            {
                thread.AppendTokens(round);
            }

            home.Settle();
            home.Clock.AdvanceMs(600);
        }

        Assert.Equal(4, home.Index.Batches[0].Count);
        Assert.All(home.Index.Batches.Skip(1).Where(batch => batch.Contains(poison)), static batch => Assert.Single(batch));

        home.Index.Poison = null;
        home.Settle();
        foreach (var thread in threads)
        {
            thread.AppendTokens(99);
        }

        home.Settle();
        Assert.Equal(4, home.Index.Batches[^1].Count);
    }

    [Fact]
    public async Task ThreadThatFailedAlone_IsNotJoinedByStepsOfOthers()
    {
        await using var home = new EngineHome();
        var others = new List<LiveThread> { home.Create("a"), home.Create("b") };
        foreach (var other in others)
        {
            other.AppendTokens(1);
            await other.DiscardAsync();
        }

        var poison = home.Create();
        home.Index.Poison = id => id == poison.Id ? ApplyFault.Transaction : ApplyFault.None;
        poison.AppendUser("poison");
        home.Projector.Step();
        Assert.Equal([poison.Id], home.Index.Batches[^1]);

        // The discarded threads' logs are read, and the poison row is due again, for one and the same step.
        home.Clock.AdvanceMs(600);
        Assert.True(home.CatchUp.RunOnce());
        Assert.True(home.CatchUp.RunOnce());
        var before = home.Index.Batches.Count;
        home.Projector.Step();

        Assert.All(home.Index.Batches.Skip(before).Where(batch => batch.Contains(poison.Id)), static batch => Assert.Single(batch));
        Assert.All(others, other => Assert.Equal(1, home.Row(other.Id)!.TokensUsed));
    }

    [Fact]
    public async Task ThreadThatFailedAlone_GetsItsTurnAmongOthersThatNeverStop()
    {
        await using var home = new EngineHome();
        var threads = CreateMany(home, 3);
        var late = threads[1];
        home.Index.FailNext(ApplyFault.None);
        home.Index.FailNext(ApplyFault.Row);
        foreach (var thread in threads)
        {
            thread.AppendUser("hello");
        }

        home.Projector.Step();
        Assert.Null(home.Row(late.Id));

        // The third thread's catch-up has found nothing, and its next facts wait behind it.
        threads[2].Projected!.MarkDirty();
        home.Projector.Link(threads[2].Projected!);
        home.Projector.Step();
        threads[2].AppendTokens(0);
        home.Projector.Step();
        Assert.True(home.CatchUp.RunOnce());
        home.Clock.AdvanceMs(600);
        threads[0].AppendTokens(0);

        // So the queue is: the first, the late one, the third; and each of the others is ready again before its transaction ends.
        var rounds = 0;
        home.Index.BeforeApply = delta =>
        {
            if (delta.Id != late.Id && ++rounds < 50)
            {
                threads.Single(thread => thread.Id == delta.Id).AppendTokens(rounds);
            }
        };
        var before = home.Index.Batches.Count;
        home.Projector.Step();
        home.Index.BeforeApply = null;

        Assert.Contains(home.Index.Batches.Skip(before).Take(3), batch => batch.Contains(late.Id));
    }

    [Fact]
    public async Task ManyThreads_AreProjectedInBatchesOfAtMost256()
    {
        await using var home = new EngineHome();
        var threads = CreateMany(home, 600);
        foreach (var thread in threads)
        {
            thread.AppendUser("hello");
        }

        home.Projector.Step();
        Assert.Equal([256, 256, 88], BatchSizes(home));
        Assert.All(threads, thread => Assert.Equal(thread.End.Offset, thread.Projected!.Committed));
    }

    [Fact]
    public async Task Linger_LetsFactsCoalesceAndABarrierCutsItShort()
    {
        await using var home = new EngineHome { Linger = TimeSpan.FromMilliseconds(200) };
        var waiting = home.Create();
        var other = home.Create();
        other.AppendUser("other");
        home.Projector.Step();
        home.Clock.AdvanceMs(100);
        waiting.AppendUser("waiting");
        home.Projector.Step();
        Assert.Empty(home.Index.Applies);

        var flush = waiting.FlushAsync();
        home.Projector.Step();
        await Guard.Task(flush);
        Assert.Equal(waiting.Id, Assert.Single(home.Index.Committed).Id);

        home.Clock.AdvanceMs(100);
        home.Projector.Step();
        Assert.Equal(2, home.Index.Committed.Count);
    }

    // Others that are not due yet go along with who is; a thread that has just begun does not, because its row would be written twice.
    [Fact]
    public async Task Linger_OfAThreadWithoutARow_IsItsOwn()
    {
        await using var home = new EngineHome { Linger = TimeSpan.FromMilliseconds(200) };
        var due = home.Create("due");
        var alongside = home.Create("alongside");
        await Guard.Stepping(Task.WhenAll(due.FlushAsync(), alongside.FlushAsync()), home.Settle);
        var before = home.Index.Committed.Count;
        due.AppendTokens(1);
        home.Projector.Step();
        home.Clock.AdvanceMs(150);
        var begun = home.Create();
        begun.AppendTokens(2);
        alongside.AppendTokens(3);
        home.Clock.AdvanceMs(50);
        Assert.Equal(TimeSpan.FromMilliseconds(150), home.Projector.Step());
        Assert.Equal(new[] { due.Id, alongside.Id }, home.Index.Committed.Skip(before).Select(static delta => delta.Id));

        begun.AppendUser("the preview");
        home.Clock.AdvanceMs(149);
        home.Projector.Step();
        Assert.Equal(before + 2, home.Index.Committed.Count);
        home.Clock.AdvanceMs(1);
        home.Projector.Step();
        Assert.Equal((begun.Id, begun.End.Offset), (home.Index.Committed[^1].Id, home.Index.Committed[^1].To));
        Assert.Equal(before + 3, home.Index.Committed.Count);
    }

    [Fact]
    public async Task FaultedStart_FailsTheBarriersAndIsRetried()
    {
        await using var home = new EngineHome();
        var threads = CreateMany(home, 3);
        var flushes = AppendAndFlush(threads);
        home.Index.Begin = IndexStatus.Faulted;
        home.Projector.Step();
        foreach (var flush in flushes.Values)
        {
            await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(flush));
        }

        Assert.NotNull(home.Projector.LastFault);
        home.Index.Begin = IndexStatus.Ready;
        home.Clock.AdvanceMs(1000);
        home.Settle();
        Assert.Null(home.Projector.LastFault);
        Assert.All(threads, thread => Assert.NotNull(home.Row(thread.Id)));
    }

    private static List<LiveThread> CreateMany(EngineHome home, int count) => [.. Enumerable.Range(0, count).Select(_ => home.Create())];

    private static Dictionary<ThreadId, Task> AppendAndFlush(List<LiveThread> threads)
    {
        foreach (var thread in threads)
        {
            thread.AppendUser("hello");
        }

        return threads.ToDictionary(static thread => thread.Id, static thread => thread.FlushAsync());
    }

    private static List<int> BatchSizes(EngineHome home) => [.. home.Index.Batches.Select(static batch => batch.Count)];

    private static void SetTrigger(EngineHome home, string sql)
    {
        using var foreign = SqliteConnection.Open(home.Files.DatabasePath(home.Files.FindNewest()), SqliteOpenMode.ReadWrite);
        foreign.CheckpointOnClose(enabled: false);
        foreign.Execute(sql);
    }

    private static string Hex(ThreadId id)
    {
        Span<byte> bytes = stackalloc byte[ThreadId.BinaryLength];
        id.WriteBytes(bytes);
        return Convert.ToHexString(bytes);
    }
}
