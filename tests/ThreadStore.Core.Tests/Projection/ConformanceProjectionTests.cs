using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// What is projected, and when: lines 9 to 14 of the conformance list. Where Codex keeps resume facts in memory, ours come from the log:
/// a mere resume writes nothing and changes no row.
/// </summary>
public sealed class ConformanceProjectionTests
{
    [Fact]
    public async Task Conformance09_ResumeOfAThreadWithoutARow_TakesItsFactsFromTheLog()
    {
        await using var home = new EngineHome();
        var id = await WriteThreadWithoutRowAsync(home);
        var before = home.Lines(id);

        var thread = home.Store.Resume(id);
        home.Settle();

        var row = home.Row(id)!;
        Assert.Equal(FakeClock.Start.ToUnixTimeMilliseconds(), row.CreatedAtMs);
        Assert.Equal(("original", "original", "original"), (row.Preview, row.Title, row.FirstUserMessage));
        Assert.Equal(before, home.Lines(id));

        // Whatever the first append brings, the first facts stay.
        home.Clock.AdvanceMs(1000);
        thread.AppendUser("later");
        home.Settle();
        Assert.Equal(("original", "original", "original"), (home.Row(id)!.Preview, home.Row(id)!.Title, home.Row(id)!.FirstUserMessage));
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Conformance10_AGoalBeforeTheFirstUserMessage_SetsThePreviewOnly()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        thread.Append(ItemType.EventMsg, Payloads.Goal("ship it"));
        home.Settle();
        Assert.Equal(("ship it", null, null), (home.Row(thread.Id)!.Preview, home.Row(thread.Id)!.Title, home.Row(thread.Id)!.FirstUserMessage));

        thread.AppendUser("hello");
        home.Settle();
        Assert.Equal(("ship it", "hello", "hello"), (home.Row(thread.Id)!.Preview, home.Row(thread.Id)!.Title, home.Row(thread.Id)!.FirstUserMessage));
    }

    [Fact]
    public async Task Conformance11_LaterUserMessages_MoveOnlyUpdatedAt()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var updatedAt = home.Row(thread.Id)!.UpdatedAtMs;

        home.Clock.AdvanceMs(6000);
        thread.AppendUser("second");
        home.Settle();

        Assert.Equal(BuiltInFacts.Bits("UpdatedAt"), home.Index.Applies[^1].Present);
        Assert.Equal("first", home.Row(thread.Id)!.Title);
        Assert.Equal(updatedAt + 6000, home.Row(thread.Id)!.UpdatedAtMs);
    }

    [Fact]
    public async Task Conformance12_Touches_LeaveAtOnceThenAreHeldUntilABarrier()
    {
        await using var home = new EngineHome();
        var thread = await ResumedAsync(home);

        thread.AppendTouch();
        home.Settle();
        Assert.Single(home.Index.Applies);

        home.Clock.AdvanceMs(1000);
        var second = thread.AppendTouch();
        home.Settle();
        Assert.Single(home.Index.Applies);

        var flush = thread.FlushAsync();
        home.Settle();
        await Guard.Task(flush);
        Assert.Equal(2, home.Index.Committed.Count);
        Assert.Equal(second.Offset, home.Index.Committed[1].To);
    }

    [Fact]
    public async Task Conformance12_AHeldTouch_LeavesByItselfFiveSecondsAfterTheLastOne()
    {
        await using var home = new EngineHome();
        var thread = await ResumedAsync(home);
        thread.AppendTouch();
        home.Settle();
        home.Clock.AdvanceMs(1000);
        var second = thread.AppendTouch();

        Assert.Equal(TimeSpan.FromSeconds(4), home.Projector.Step());
        home.Clock.AdvanceMs(3999);
        home.Settle();
        Assert.Single(home.Index.Applies);

        home.Clock.AdvanceMs(1);
        home.Settle();
        Assert.Equal(second.Offset, home.Index.Committed[^1].To);
        Assert.Equal(2, home.Index.Committed.Count);
    }

    [Fact]
    public async Task Conformance12_ATouchHeldBehindFactsThatWereNotTakenYet_GoesWithThem()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        thread.AppendUser("facts");
        var end = thread.AppendTouch();
        home.Settle();
        Assert.Equal(end.Offset, Assert.Single(home.Index.Committed).To);

        home.Clock.AdvanceMs(5000);
        home.Settle();
        Assert.Single(home.Index.Committed);
    }

    [Fact]
    public async Task Conformance13_ATurnsStart_MovesRecencyAndUpdatedAt()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        home.Clock.AdvanceMs(7000);
        thread.AppendTouch();
        home.Settle();
        var before = home.Row(thread.Id)!;
        Assert.Equal(before.CreatedAtMs, before.RecencyAtMs);

        home.Clock.AdvanceMs(100);
        thread.Append(ItemType.EventMsg, Payloads.TurnStart);
        home.Settle();
        var after = home.Row(thread.Id)!;
        Assert.Equal(before.CreatedAtMs + 7100, after.RecencyAtMs);
        Assert.Equal(before.CreatedAtMs + 7100, after.UpdatedAtMs);
    }

    [Fact]
    public async Task Conformance14_CreateFacts_AreNotFlushedWithoutAnAppendAndLeaveWithTheFirstOne()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        await Guard.Task(thread.FlushAsync());
        home.Settle();
        Assert.Empty(home.Index.Applies);
        Assert.Empty(home.Rollouts);

        var end = thread.AppendTokens(5);
        home.Settle();
        var update = Assert.Single(home.Index.Committed);
        Assert.Equal((0, end.Offset), (update.From, update.To));
        Assert.True((~update.Present & BuiltInFacts.Bits("CreatedAt", "TokensUsed")) == 0);
    }

    [Fact]
    public async Task Conformance14_AMereResume_ChangesNeitherLogNorRow()
    {
        await using var home = new EngineHome();
        var first = home.Create("hello");
        await DoneAsync(home, first.ShutdownAsync());
        var lines = home.Lines(first.Id);
        var rows = home.Dump();
        var applies = home.Index.Applies.Count;

        home.Clock.AdvanceMs(60_000);
        var again = home.Store.Resume(first.Id);
        await DoneAsync(home, again.FlushAsync());
        await DoneAsync(home, again.ShutdownAsync());

        Assert.Equal(lines, home.Lines(first.Id));
        Assert.Equal(applies, home.Index.Applies.Count);
        Assert.Equal(rows.SelectMany(static row => row.Values), home.Dump().SelectMany(static row => row.Values));
        Assert.Empty(home.LockFiles);
    }

    private static async Task DoneAsync(EngineHome home, Task verb)
    {
        home.Settle();
        await Guard.Task(verb);
    }

    // A thread whose row is there and whose touch clock has not begun.
    private static async Task<LiveThread> ResumedAsync(EngineHome home)
    {
        var first = home.Create("hello");
        await DoneAsync(home, first.ShutdownAsync());
        home.Reopen();
        return home.Store.Resume(first.Id);
    }

    private static async Task<ThreadId> WriteThreadWithoutRowAsync(EngineHome home)
    {
        var first = home.Create("original");
        await DoneAsync(home, first.ShutdownAsync());
        home.Index.Dispose();
        foreach (var file in Directory.GetFiles(home.Path, "threadstore-*"))
        {
            File.Delete(file);
        }

        home.Reopen();
        Assert.Null(home.Row(first.Id));
        return first.Id;
    }
}
