using System;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// The law: any attempt that commits a barrier's offset completes it, whenever it began. A failed attempt fails it only if it began after
/// the registration and reached the offset, and nothing newer was pending or it is the second such failure.
/// </summary>
public sealed class BarrierLawTests
{
    private static readonly ConflictException s_fault = new("no");

    [Fact]
    public void Success_OfAnAttemptThatBeganBefore_CompletesTheBarrier()
    {
        var thread = NewThread();
        Assert.True(thread.TryBeginAttempt());
        var barrier = thread.Register(100)!;

        thread.CompleteAttempt(100);

        Assert.True(barrier.Task.IsCompletedSuccessfully);
        Assert.False(thread.IsUrgent);
    }

    [Fact]
    public void Success_ShortOfTheOffset_DoesNotCompleteTheBarrier()
    {
        var thread = NewThread();
        var barrier = thread.Register(101)!;
        thread.TryBeginAttempt();
        thread.CompleteAttempt(100);

        Assert.False(barrier.Task.IsCompleted);
        Assert.Null(thread.Register(100));
    }

    [Fact]
    public void Failure_OfAnAttemptThatBeganBefore_DoesNotCount()
    {
        var thread = NewThread();
        thread.TryBeginAttempt();
        var barrier = thread.Register(100)!;
        thread.FailAttempt(100, isNewerPending: false, s_fault);

        Assert.False(barrier.Task.IsCompleted);
    }

    [Fact]
    public void Failure_ShortOfTheOffset_DoesNotCount()
    {
        var thread = NewThread();
        var barrier = thread.Register(100)!;
        thread.TryBeginAttempt();
        thread.FailAttempt(99, isNewerPending: false, s_fault);

        Assert.False(barrier.Task.IsCompleted);
    }

    [Fact]
    public void Failure_WithNothingNewerPending_FailsTheBarrierWithItsOwnInstance()
    {
        var thread = NewThread();
        var barrier = thread.Register(100)!;
        thread.TryBeginAttempt();
        thread.FailAttempt(100, isNewerPending: false, s_fault);

        var error = Assert.IsType<ConflictException>(barrier.Task.Exception!.InnerException);
        Assert.Equal("no", error.Message);
        Assert.NotSame(s_fault, error);
    }

    [Fact]
    public void Failure_Superseded_FailsTheBarrierOnlyTheSecondTime()
    {
        var thread = NewThread();
        var barrier = thread.Register(100)!;
        thread.TryBeginAttempt();
        thread.FailAttempt(100, isNewerPending: true, s_fault);
        Assert.False(barrier.Task.IsCompleted);

        thread.TryBeginAttempt();
        thread.FailAttempt(200, isNewerPending: true, s_fault);
        Assert.True(barrier.Task.IsFaulted);
    }

    [Fact]
    public void Failure_OfTheIndex_NamesTheWaitersOwnPosition()
    {
        var thread = NewThread();
        var barrier = thread.Register(100)!;
        thread.TryBeginAttempt();
        thread.FailAttempt(150, isNewerPending: false, ScriptedIndex.Scripted);

        var error = Assert.IsType<StorageFaultException>(barrier.Task.Exception!.InnerException);
        Assert.Equal((StoragePart.Index, StorageOutcome.Accepted, new Position(TempHome.Id, 100), 787), (error.Part, error.Outcome, error.Position, error.ErrorCode));
    }

    [Theory]
    [InlineData(StoragePart.Log)]
    [InlineData(StoragePart.Index)]
    public void FailedRead_LeavesTheWaitersBytesAccepted(StoragePart part)
    {
        var thread = NewThread();
        var barrier = thread.Register(100)!;
        thread.FailRead(thread.NumberAttempt(), new StorageFaultException(part, StorageOutcome.NotAccepted, null, 5, "cannot read"));

        var error = Assert.IsType<StorageFaultException>(barrier.Task.Exception!.InnerException);
        Assert.Equal((part, StorageOutcome.Accepted, new Position(TempHome.Id, 100), 5), (error.Part, error.Outcome, error.Position, error.ErrorCode));
    }

    [Fact]
    public void FailedRead_ThatBeganBefore_DoesNotCount()
    {
        var thread = NewThread();
        var attempt = thread.NumberAttempt();
        var barrier = thread.Register(100)!;
        thread.FailRead(attempt, s_fault);
        Assert.False(barrier.Task.IsCompleted);

        thread.FailRead(thread.NumberAttempt(), s_fault);
        Assert.True(barrier.Task.IsFaulted);
    }

    [Fact]
    public void Override_IsGivenOncePerBarrierAndOnlyWhileItWaits()
    {
        var thread = NewThread();
        Assert.False(thread.TakeOverride());
        var barrier = thread.Register(100)!;
        Assert.True(thread.TakeOverride());
        Assert.False(thread.TakeOverride());

        thread.Register(100);
        thread.FailBarriersBeyond(0, thread.FarthestBarrier, s_fault);
        Assert.True(barrier.Task.IsFaulted);
        Assert.False(thread.TakeOverride());
    }

    [Fact]
    public void LostBytes_FailNoBarrierThatWasRegisteredAfterTheLookAtTheFile()
    {
        // Found by a run of real threads: a line was appended and waited for between the look at the file's length and the failing of barriers beyond it.
        var thread = NewThread();
        var lost = thread.Register(100)!;
        var farthest = thread.FarthestBarrier;
        const long Length = 50;
        var later = thread.Register(150)!;
        thread.FailBarriersBeyond(Length, farthest, s_fault);

        Assert.Equal(100, farthest);
        Assert.True(lost.Task.IsFaulted);
        Assert.False(later.Task.IsCompleted);
        Assert.True(thread.IsUrgent);
    }

    [Fact]
    public async Task Close_EndsEveryBarrierAndRefusesLaterOnes()
    {
        var thread = NewThread();
        var barrier = thread.Register(100)!;
        var quiescent = thread.CloseAsync(new ThreadNotFoundException(TempHome.Id));

        Assert.True(quiescent.IsCompletedSuccessfully);
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => barrier.Task);
        Assert.Throws<ThreadNotFoundException>(() => thread.Register(100));
        Assert.False(thread.TryBeginAttempt());
    }

    [Fact]
    public void Close_DuringAnAttempt_IsQuiescentOnlyAfterIt()
    {
        var thread = NewThread();
        thread.TryBeginAttempt();
        // A reader that numbers its attempt meanwhile does not hide the one in flight.
        thread.NumberAttempt();
        var quiescent = thread.CloseAsync(s_fault);
        Assert.False(quiescent.IsCompleted);

        thread.EndAttempt();
        Assert.True(quiescent.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Completion_NeverRunsItsContinuationsOnTheProjectorsThread()
    {
        var thread = NewThread();
        var barrier = thread.Register(100)!;
        var failed = thread.Register(200)!;
        var ran = barrier.Task.ContinueWith(
            static _ => Environment.CurrentManagedThreadId, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var ranFailed = failed.Task.ContinueWith(
            static _ => Environment.CurrentManagedThreadId, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var projector = new Thread(() =>
        {
            thread.TryBeginAttempt();
            thread.CompleteAttempt(100);
            thread.TryBeginAttempt();
            thread.FailAttempt(200, isNewerPending: false, s_fault);
            // Alive until both have run: a thread's number is given anew only after its end.
            Guard.Join(ran, ranFailed);
        });
        projector.Start();

        Assert.NotEqual(projector.ManagedThreadId, await Guard.Task(ran));
        Assert.NotEqual(projector.ManagedThreadId, await Guard.Task(ranFailed));
        Guard.Join(projector);
    }

    private static ProjectedThread NewThread() => new(TempHome.Id, RolloutPath.New(TempHome.Id, FakeClock.Start.DateTime), NoTouch.Instance);

    private sealed class NoTouch : IHeldTouch
    {
        public static readonly NoTouch Instance = new();

        public bool TryPublishHeldTouch() => true;
    }
}
