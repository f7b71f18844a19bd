using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// Law: a thread's own row and its host's row stand at one offset, whatever fails between the two; the other threads of the batch go on,
/// who waits hears the cause, and when the cause is gone the rows are those of a rebuild. Seen to fail: without the rollback to the
/// savepoint (a statement that fails), and without a step for the host's row alone (a row that cannot be made).
/// </summary>
public sealed class HostFaultTests
{
    [Theory]
    [InlineData("INSERT")]
    [InlineData("UPDATE")]
    public async Task HostsStatement_ThatFails_LeavesTheThreadsOwnRowWhereItWas(string verb)
    {
        await using var home = HostHome.With<RunFacts>();
        var threads = Enumerable.Range(0, 5).Select(i => home.Create(verb == "UPDATE" ? $"m{i}" : null)).ToList();
        var bad = threads[2];
        var before = home.Row(bad.Id)?.LogOffset;
        SetTrigger(home, Raise(verb, bad.Id, "ABORT"));
        var flushes = AppendAndFlush(threads);
        home.Settle();

        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(flushes[bad.Id]));
        Assert.Contains("poison", fault.Message, StringComparison.Ordinal);
        Assert.Equal((StoragePart.Index, StorageOutcome.Accepted, bad.End), (fault.Part, fault.Outcome, fault.Position));
        Assert.Equal(before, home.Row(bad.Id)?.LogOffset);
        Assert.Equal(before, HostOffset(home, bad.Id));
        foreach (var thread in threads.Where(thread => thread != bad))
        {
            await Guard.Task(flushes[thread.Id]);
            Assert.Equal((1L, thread.End.Offset), (home.Facts(thread.Id).ToolCalls, home.Row(thread.Id)!.LogOffset));
        }

        await HealAsync(home);
        Assert.Equal(1, home.Facts(bad.Id).ToolCalls);
    }

    [Theory]
    [InlineData("INSERT")]
    [InlineData("UPDATE")]
    public async Task HostsStatement_ThatEndsTheTransaction_LosesNothing(string verb)
    {
        await using var home = HostHome.With<RunFacts>();
        var threads = Enumerable.Range(0, 6).Select(i => home.Create(verb == "UPDATE" ? $"m{i}" : null)).ToList();
        var bad = threads[3];
        var before = home.Row(bad.Id)?.LogOffset;
        SetTrigger(home, Raise(verb, bad.Id, "ROLLBACK"));
        foreach (var thread in threads)
        {
            thread.AppendCall();
        }

        for (var i = 0; i < 6; i++)
        {
            home.Settle();
            home.Clock.AdvanceMs(600);
        }

        Assert.All(threads.Where(thread => thread != bad), thread => Assert.Equal(1, home.Facts(thread.Id).ToolCalls));
        Assert.Equal((before, before), (home.Row(bad.Id)?.LogOffset, HostOffset(home, bad.Id)));

        await HealAsync(home);
        Assert.Equal(1, home.Facts(bad.Id).ToolCalls);
    }

    [Fact]
    public async Task Transaction_LostInTheMiddle_IsTriedAgainAndCountsNothingTwice()
    {
        await using var home = HostHome.With<RunFacts>();
        var threads = Enumerable.Range(0, 6).Select(i => home.Create($"m{i}")).ToList();
        home.Index.FailNext(ApplyFault.None, 3);
        home.Index.FailNext(ApplyFault.Transaction);
        AppendAndFlush(threads);
        for (var i = 0; i < 4; i++)
        {
            home.Settle();
            home.Clock.AdvanceMs(600);
        }

        Assert.All(threads, thread => Assert.Equal(1, home.Facts(thread.Id).ToolCalls));
        home.AssertRowsEqualRebuild();
    }

    [Theory]
    [InlineData(IndexStatus.Busy)]
    [InlineData(IndexStatus.Faulted)]
    public async Task Commit_ThatFails_MovesNeitherRow(object status)
    {
        await using var home = HostHome.With<RunFacts>();
        var thread = home.Create("x");
        var before = home.Row(thread.Id)!.LogOffset;
        home.Index.NextCommit = (IndexStatus)status;
        thread.AppendCall();
        home.Projector.Step();

        Assert.Equal((before, before), (home.Row(thread.Id)!.LogOffset, HostOffset(home, thread.Id)));
        home.Clock.AdvanceMs(600);
        home.Settle();
        Assert.Equal(1, home.Facts(thread.Id).ToolCalls);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Index_LockedByAnother_IsWaitedForAndNobodyFails()
    {
        await using var home = HostHome.With<RunFacts>();
        var thread = home.Create("x");
        Task flush;
        using (var foreign = SqliteConnection.Open(home.Files.DatabasePath(home.Files.FindNewest()), SqliteOpenMode.ReadWrite))
        {
            foreign.CheckpointOnClose(enabled: false);
            foreign.Execute("BEGIN IMMEDIATE");
            thread.AppendCall();
            flush = thread.FlushAsync();
            home.Projector.Step();
            Assert.Equal(1, home.Projector.Counters.Busy);
            Assert.Equal(0, home.Facts(thread.Id).ToolCalls);
            Assert.False(flush.IsCompleted);
            foreign.Execute("COMMIT");
        }

        home.Clock.AdvanceMs(100);
        home.Settle();
        await Guard.Task(flush);
        Assert.Equal(1, home.Facts(thread.Id).ToolCalls);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task HostsRow_ThatCannotBeMade_HoldsBackNeitherTheOthersNorTheThreadsOwn()
    {
        await using var home = new EngineHome();
        var threads = Enumerable.Range(0, 4).Select(i => home.Create($"m{i}")).ToList();
        threads.ForEach(static thread => thread.AppendCall());
        home.Settle();
        await home.CloseAsync();
        var before = home.Dump();

        home.Become<RunFacts>();
        home.Reopen();
        var bad = threads[1].Id;
        SetTrigger(home, Raise("INSERT", bad, "ABORT"));
        home.Reconcile();

        Assert.Equal(before.Select(static row => string.Join('|', row.Values)), home.Dump().Select(static row => string.Join('|', row.Values)));
        Assert.Null(HostOffset(home, bad));
        Assert.All(threads.Where(thread => thread.Id != bad), thread => Assert.Equal(1, home.Facts(thread.Id).ToolCalls));

        await HealAsync(home);
        Assert.Equal(1, home.Facts(bad).ToolCalls);
    }

    private static async Task HealAsync(EngineHome home)
    {
        SetTrigger(home, "DROP TRIGGER poison");
        home.Clock.AdvanceMs(600);
        home.Settle();
        home.Reconcile();
        home.AssertRowsEqualRebuild();
        await Guard.Task(home.Store.CaughtUp);
    }

    private static long? HostOffset(EngineHome home, ThreadId id) =>
        home.Dump(RunFacts.Schema.Table).SingleOrDefault(row => row.Key == id.ToString()) is { } row
            ? long.Parse(row.Values[row.Columns.ToList().IndexOf("log_offset")]!, System.Globalization.CultureInfo.InvariantCulture)
            : null;

    private static Dictionary<ThreadId, Task> AppendAndFlush(List<LiveThread> threads)
    {
        threads.ForEach(static thread => thread.AppendCall());
        return threads.ToDictionary(static thread => thread.Id, static thread => (Task)thread.FlushAsync());
    }

    private static string Raise(string verb, ThreadId id, string how)
    {
        Span<byte> bytes = stackalloc byte[ThreadId.BinaryLength];
        id.WriteBytes(bytes);
        return $"CREATE TRIGGER poison BEFORE {verb} ON {RunFacts.Schema.Table} WHEN NEW.id = x'{Convert.ToHexString(bytes)}' BEGIN SELECT RAISE({how}, 'poison'); END";
    }

    private static void SetTrigger(EngineHome home, string sql)
    {
        using var foreign = SqliteConnection.Open(home.Files.DatabasePath(home.Files.FindNewest()), SqliteOpenMode.ReadWrite);
        foreign.CheckpointOnClose(enabled: false);
        foreign.Execute(sql);
    }
}
