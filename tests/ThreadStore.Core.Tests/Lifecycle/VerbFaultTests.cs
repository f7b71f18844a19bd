using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Lifecycle;

/// <summary>Law: a verb that fails says so by a typed error, and what it says is true.</summary>
public sealed class VerbFaultTests
{
    private const int TooManyOpenFiles = 24;

    // Seen to fail: with the fork's file left in its place.
    [Fact]
    public async Task Fork_WhoseMoveIsReportedAsFailedAndDone_LeavesNoFork()
    {
        var device = new ScriptedLogDevice();
        await using var home = new EngineHome { Device = device };
        var parent = await home.ClosedAsync();
        device.Next(LogOperation.Move, new ScriptedFault(Libc.EIO, IsDone: true));

        Assert.Throws<StorageFaultException>(() => home.Store.Fork(parent, new ForkThreadParams { Id = TempHome.OtherId }));

        Assert.Empty(home.FilesWithoutLock(TempHome.OtherId));
        await home.Store.Fork(parent, new ForkThreadParams { Id = TempHome.OtherId }).DiscardAsync();
        home.Settle();
        home.AssertRowsEqualRebuild();
    }

    // Seen to fail: with the exception of the enumeration let through.
    [Fact]
    public async Task Resume_WhenNoFolderCanBeListed_IsAStorageFault()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        home.Store.Home.Layout.RefuseListing = static _ => TooManyOpenFiles;

        var fault = Assert.Throws<StorageFaultException>(() => home.Store.Resume(TempHome.OtherId));

        Assert.Equal((StoragePart.Log, StorageOutcome.NotAccepted, TooManyOpenFiles), (fault.Part, fault.Outcome, fault.ErrorCode));
        home.Store.Home.Layout.RefuseListing = null;
        await home.Store.Resume(id).DiscardAsync();
    }
}
