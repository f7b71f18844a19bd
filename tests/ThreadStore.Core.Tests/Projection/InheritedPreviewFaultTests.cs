using System.Threading.Tasks;
using ThreadStore.Lifecycle;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// Law: what a fork takes over does not depend on whether its parent could be read at the first try. Seen to fail: with every fault of
/// the parent's disk taken for a parent that has said nothing.
/// </summary>
public sealed class InheritedPreviewFaultTests
{
    [Fact]
    public async Task Project_ForkWhoseParentFailsOnce_ShowsThePreviewOfTheParent()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        var parent = await home.ClosedAsync("said in the parent");
        var fork = await ForkAsync(home, parent);
        FailReads(home.Device!, times: 1);

        home.Settle();

        Assert.Equal("said in the parent", home.Row(fork)!.Preview);
        home.AssertRowsEqualRebuild();
    }

    // A fork must not stay away from lists because its parent's disk fails; but it does not stay with its own text for ever either.
    [Fact]
    public async Task Project_ForkWhoseParentFailsForLong_ShowsItsOwnTextUntilTheParentCanBeRead()
    {
        await using var home = new EngineHome { Device = new ScriptedLogDevice() };
        home.Reconcile();
        var parent = await home.ClosedAsync("said in the parent");
        var fork = await ForkAsync(home, parent);
        FailReads(home.Device!, times: int.MaxValue);
        home.Settle();
        Assert.Equal("said in the fork", home.Row(fork)!.Preview);

        home.Device!.Script = null;
        home.Clock.AdvanceMs(60_000);
        home.Reconcile();

        Assert.Equal("said in the parent", home.Row(fork)!.Preview);
        home.AssertRowsEqualRebuild();
    }

    private static async Task<ThreadId> ForkAsync(EngineHome home, ThreadId parent)
    {
        var fork = home.Store.Fork(parent);
        fork.AppendUser("said in the fork");
        await fork.DiscardAsync();
        return fork.Id;
    }

    // The reader of catch-up opens the fork first, and the parent while it has it open.
    private static void FailReads(ScriptedLogDevice device, int times)
    {
        var opens = 0;
        var failures = 0;
        device.Script = (_, operation) =>
        {
            opens += operation is LogOperation.Open ? 1 : 0;
            return operation is LogOperation.Open && opens % 2 == 0 && failures++ < times ? new ScriptedFault(Libc.EIO) : null;
        };
    }
}
