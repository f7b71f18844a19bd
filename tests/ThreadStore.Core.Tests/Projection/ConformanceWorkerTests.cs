using System;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// The metadata worker's contract, one test per line of the conformance list (1 to 8, and 27; 5 is in <see cref="ConformanceTracingTests"/>).
/// Updates are counted as the index sees them.
/// </summary>
public sealed class ConformanceWorkerTests
{
    [Fact]
    public async Task Conformance01_AppendDuringABlockedUpdate_ReturnsAndFlushDrainsThatUpdate()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        using var gate = home.Index.BlockNext();

        thread.AppendUser("first message");
        var step = home.StepAside();
        gate.WaitEntered();

        Assert.Equal(2, home.Lines(thread.Id).Count);
        Assert.Empty(home.Index.Committed);
        Assert.Equal("first message", Assert.Single(home.Index.Applies).Preview);

        var flush = thread.FlushAsync();
        AssertWaits(thread, flush);
        gate.Release();
        Guard.Join(step);
        await Guard.Task(flush);
        Assert.Single(home.Index.Committed);
        home.Settle();
        Assert.Single(home.Index.Applies);
    }

    [Fact]
    public async Task Conformance02_ThreeAppendsDuringABlockedUpdate_BecomeOneSecondUpdateThatFlushWaitsFor()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        using var first = home.Index.BlockNext();
        using var second = home.Index.BlockNext();
        thread.AppendUser("one");
        var step = home.StepAside();
        first.WaitEntered();

        thread.AppendTokens(1);
        thread.AppendTokens(2);
        var end = thread.AppendTokens(3);
        var flush = thread.FlushAsync();
        first.Release();
        second.WaitEntered();
        AssertWaits(thread, flush);
        Assert.Single(home.Index.Committed);

        second.Release();
        Guard.Join(step);
        await Guard.Task(flush);
        Assert.Equal(2, home.Index.Applies.Count);
        Assert.Equal(home.Index.Applies[0].To, home.Index.Applies[1].From);
        Assert.Equal(end.Offset, home.Index.Committed[1].To);
        Assert.Equal(3, home.Row(thread.Id)!.TokensUsed);
    }

    [Fact]
    public async Task Conformance03_AnAppendAfterTheFlushCapturedItsBarrier_IsNotWaitedForAndGoesOutAsAThirdUpdate()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        using var first = home.Index.BlockNext();
        using var second = home.Index.BlockNext();
        using var third = home.Index.BlockNext();
        thread.AppendUser("one");
        var step = home.StepAside();
        first.WaitEntered();
        thread.AppendTokens(2);
        thread.AppendTokens(3);
        var flush = thread.FlushAsync();
        first.Release();
        second.WaitEntered();

        var last = thread.AppendTokens(4);
        second.Release();
        third.WaitEntered();
        await Guard.Task(flush);
        Assert.Equal(2, home.Index.Committed.Count);

        third.Release();
        Guard.Join(step);
        Assert.Equal(3, home.Index.Committed.Count);
        Assert.Equal(last.Offset, home.Index.Committed[2].To);
    }

    [Fact]
    public async Task Conformance04_AFailureThatANewerAppendSupersedes_FailsNobodyAndTheRetryCarriesBoth()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        using var failing = home.Index.BlockNext(ApplyFault.Row);
        using var retry = home.Index.BlockNext();
        thread.AppendUser("older");
        var step = home.StepAside();
        failing.WaitEntered();
        var end = thread.AppendTokens(2);
        var flush = thread.FlushAsync();

        failing.Release();
        retry.WaitEntered();
        AssertWaits(thread, flush);
        retry.Release();
        Guard.Join(step);
        await Guard.Task(flush);

        var update = Assert.Single(home.Index.Committed);
        Assert.Equal((0, end.Offset, "older"), (update.From, update.To, update.Preview));
        Assert.Equal(2, home.Row(thread.Id)!.TokensUsed);
    }

    [Fact]
    public async Task Conformance06_AFailingUpdate_IsReportedToTheFlushThatRetriesIt_KindAndTextIntact()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        home.Index.FailNext(ApplyFault.Row);
        thread.AppendUser("kept");
        home.Projector.Step();
        Assert.Single(home.Index.Applies);

        // The worker has stopped: an append does not start it.
        thread.AppendTokens(1);
        home.Projector.Step();
        Assert.Single(home.Index.Applies);

        home.Index.FailNext(ApplyFault.Throw);
        var flush = thread.FlushAsync();
        var other = thread.FlushAsync();
        home.Projector.Step();
        var conflict = await Assert.ThrowsAsync<ConflictException>(() => Guard.Task(flush));
        var sibling = await Assert.ThrowsAsync<ConflictException>(() => Guard.Task(other));
        Assert.Equal("barrier failure", conflict.Message);
        Assert.Equal("barrier failure", sibling.Message);
        Assert.NotSame(conflict, sibling);
        Assert.NotSame(home.Index.Thrown, conflict);
        Assert.Empty(home.Index.Committed);

        var next = thread.FlushAsync();
        home.Projector.Step();
        await Guard.Task(next);
        Assert.Single(home.Index.Committed);
        Assert.Equal("kept", home.Row(thread.Id)!.Preview);
    }

    [Fact]
    public async Task Conformance07_Shutdown_WaitsForTheUpdateInFlight()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        using var gate = home.Index.BlockNext();
        thread.AppendUser("one");
        var step = home.StepAside();
        gate.WaitEntered();

        var shutdown = thread.ShutdownAsync();
        AssertWaits(thread, shutdown);
        Assert.Single(home.LockFiles);
        Assert.Throws<InvalidRequestException>(() => home.Store.Resume(thread.Id));

        gate.Release();
        Guard.Join(step);
        await Guard.Task(shutdown);
        Assert.Single(home.Index.Committed);
        Assert.Empty(home.LockFiles);
        await home.Store.Resume(thread.Id).DiscardAsync();
    }

    [Fact]
    public async Task Conformance08_Discard_WaitsForTheUpdateInFlight()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        using var gate = home.Index.BlockNext();
        thread.AppendUser("one");
        var step = home.StepAside();
        gate.WaitEntered();

        var discard = thread.DiscardAsync();
        Assert.False(discard.IsCompleted);
        Assert.Throws<InvalidRequestException>(() => home.Store.Resume(thread.Id));

        gate.Release();
        Guard.Join(step);
        Assert.Equal(0, await Guard.Task(discard));
        Assert.Single(home.Index.Committed);
        Assert.Throws<ThreadNotFoundException>(() => thread.AppendUser("late"));
    }

    [Fact]
    public async Task Conformance27_ADiscardWhoseCallerGivesUp_IsFinishedAllTheSame()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        using var gate = home.Index.BlockNext();
        thread.AppendUser("one");
        var step = home.StepAside();
        gate.WaitEntered();

        var discard = thread.DiscardAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => discard.WaitAsync(new CancellationToken(canceled: true)));
        Assert.Throws<ThreadNotFoundException>(() => thread.AppendUser("late"));
        gate.Release();
        Guard.Join(step);

        await Guard.Task(discard);
        Assert.Equal("one", home.Row(thread.Id)!.Preview);
        await home.Store.Resume(thread.Id).DiscardAsync();
    }

    // The barrier itself, because a completed task may be on its way to its awaiter.
    private static void AssertWaits(LiveThread thread, Task wait)
    {
        Assert.True(thread.Projected!.IsUrgent);
        Assert.False(wait.IsCompleted);
    }
}
