using System.IO;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore;

/// <summary>The law: a store that is closed has written what it accepted, or says that it could not.</summary>
public sealed class DisposeTests
{
    [Fact]
    public async Task Dispose_WhileTheDiskIsFull_TriesAgain()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        thread.AppendUser("buffered", Durability.Buffered);
        home.Device.Always(LogOperation.Write, Libc.ENOSPC);
        home.StartThreads();

        var closing = home.Store.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);
        home.Device.Script = null;
        home.Clock.AdvanceMs(100);
        await Guard.Task(closing);
        home.Stopped();

        Assert.Contains("buffered", await File.ReadAllTextAsync(Assert.Single(home.Rollouts)), System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_WhenTheDiskStaysFull_SaysWhatIsLost()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var thread = home.Create("first");
        thread.AppendUser("one", Durability.Buffered);
        thread.AppendUser("two", Durability.Buffered);
        home.Device.Always(LogOperation.Write, Libc.ENOSPC);
        home.StartThreads();

        var closing = home.Store.DisposeAsync().AsTask();
        home.Clock.AdvanceMs(10_000);
        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(closing));
        home.Stopped();

        Assert.Equal((StoragePart.Log, StorageOutcome.NotAccepted), (fault.Part, fault.Outcome));
        Assert.Contains("2 buffered lines of 1 threads", fault.Message, System.StringComparison.Ordinal);
        home.Device.Script = null;
        Assert.Equal("first", home.Row(thread.Id)!.Preview);
    }
}
