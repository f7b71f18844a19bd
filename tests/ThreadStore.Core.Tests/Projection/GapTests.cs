using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>The law: a delta is a cache. Whatever comes between, the row ends as a rebuild of the log would give it: nothing lost, nothing counted twice.</summary>
public sealed class GapTests
{
    [Fact]
    public async Task Append_WithoutASpareAtHand_IsReadFromTheLog()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var spares = new List<ThreadDelta>();
        while (home.Projector.Deltas.TryRent() is { } spare)
        {
            spares.Add(spare);
        }

        for (var i = 1; i <= 10; i++)
        {
            thread.AppendTokens(i);
        }

        Assert.Empty(home.Index.Applies.Skip(1));
        Assert.True(thread.Projected!.IsDirty);
        home.Settle();
        Assert.Equal((10, thread.End.Offset), (home.Row(thread.Id)!.TokensUsed, home.Row(thread.Id)!.LogOffset));

        // And with the spares back, the slot goes on where the log has been read to.
        spares.ForEach(home.Projector.Deltas.Return);
        var read = home.CatchUp.Counters.Bytes;
        thread.AppendTokens(11);
        home.Settle();
        Assert.Equal(11, home.Row(thread.Id)!.TokensUsed);
        Assert.Equal(read, home.CatchUp.Counters.Bytes);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Discard_WithADeltaBehindACatchUp_LeavesTheRowAtTheEndOfTheLog()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        thread.AppendTokens(1);
        EngineHome.AppendForeign(thread, Payloads.ForeignTokens(500, ordinal: 77));
        home.Projector.Step();
        thread.AppendTokens(501);
        home.Projector.Step();
        thread.AppendTokens(502);
        home.Projector.Step();
        Assert.True(thread.Projected!.IsCatchingUp);
        var end = thread.End.Offset;
        await thread.DiscardAsync();

        home.Settle();
        Assert.Equal((502, end), (home.Row(thread.Id)!.TokensUsed, home.Row(thread.Id)!.LogOffset));
    }

    [Fact]
    public async Task ForeignLine_BetweenAppends_IsProjectedOnce()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        thread.AppendTokens(1);
        EngineHome.AppendForeign(thread, Payloads.ForeignTokens(500, ordinal: 77));
        thread.AppendTouch();
        thread.Append(ItemType.EventMsg, Payloads.Goal("goal"));
        home.Settle();
        Assert.Equal(500, home.Row(thread.Id)!.TokensUsed);
        home.AssertRowsEqualRebuild();

        // The gate has been told: the next line stands where the file ends, with a number after the foreign one.
        var position = thread.AppendTokens(501);
        home.Settle();
        Assert.Equal(position.Offset, new FileInfo(thread.RolloutPath!).Length);
        Assert.Contains("\"ordinal\":78", home.Lines(thread.Id)[^1], System.StringComparison.Ordinal);
        Assert.Equal(501, home.Row(thread.Id)!.TokensUsed);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task ForeignLine_BeforeABarrier_IsCoveredByIt()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        EngineHome.AppendForeign(thread, Payloads.ForeignTokens(500, ordinal: 9));
        var flush = thread.FlushAsync();
        home.Settle();
        await Guard.Task(flush);
        Assert.Equal(500, home.Row(thread.Id)!.TokensUsed);
    }

    [Fact]
    public async Task ForeignLine_AfterOurBytesBeforeTheirApply_IsNotJumpedOver()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        home.Index.BeforeApply = _ =>
        {
            home.Index.BeforeApply = null;
            EngineHome.AppendForeign(thread, Payloads.ForeignTokens(500, ordinal: 9));
        };
        thread.AppendTokens(1);
        home.Settle();
        Assert.Equal(1, home.Row(thread.Id)!.TokensUsed);

        thread.AppendTouch();
        await FlushAsync(home, thread);
        Assert.Equal(500, home.Row(thread.Id)!.TokensUsed);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Row_AdvancedByAnotherProcess_MakesAGapAndIsNotAppliedTwice()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        thread.AppendTokens(1);
        var second = home.OpenSecond();
        second.Pipeline.Reconciler.RunOnce();
        EngineHome.Settle(second);
        Assert.Equal(1, second.Read(thread.Id).TokensUsed);

        thread.AppendTokens(2);
        var flush = thread.FlushAsync();
        home.Settle();
        await Guard.Task(flush);
        Assert.Equal(1, home.Projector.Counters.Gaps);
        Assert.Equal(2, home.Row(thread.Id)!.TokensUsed);
        await second.DisposeAsync();
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Row_AdvancedToTheEndByAnotherProcess_CompletesTheBarrier()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        thread.AppendTokens(1);
        var second = home.OpenSecond();
        second.Pipeline.Reconciler.RunOnce();
        EngineHome.Settle(second);

        var flush = thread.FlushAsync();
        home.Settle();
        await Guard.Task(flush);
        await second.DisposeAsync();
    }

    [Fact]
    public async Task File_ReplacedByAnother_IsProjectedAnew()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        thread.AppendTokens(100);
        home.Settle();
        var text = File.ReadAllText(thread.RolloutPath!).Replace("first", "other text, and longer", System.StringComparison.Ordinal);
        await ShutdownAsync(home, thread);
        File.WriteAllBytes(thread.RolloutPath!, Encoding.UTF8.GetBytes(text));

        home.Reopen();
        home.Reconcile();
        Assert.Equal("other text, and longer", home.Row(thread.Id)!.Preview);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task File_Shortened_IsProjectedAnewAndGoesOn()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var kept = thread.End.Offset;
        thread.AppendTokens(100);
        home.Settle();
        await ShutdownAsync(home, thread);
        using (var file = new FileStream(thread.RolloutPath!, FileMode.Open))
        {
            file.SetLength(kept);
        }

        home.Reopen();
        var resumed = home.Store.Resume(thread.Id);
        home.Settle();
        Assert.Equal((kept, 0), (home.Row(thread.Id)!.LogOffset, home.Row(thread.Id)!.TokensUsed));
        resumed.AppendTokens(3);
        await FlushAsync(home, resumed);
        Assert.Equal(3, home.Row(thread.Id)!.TokensUsed);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task File_ShortenedWhileDormant_MakesBarriersWaitForTheNewRow()
    {
        await using var home = new EngineHome { DescriptorBudget = 2 };
        var thread = home.Create("first");
        var kept = thread.End.Offset;
        for (var i = 0; i < 9; i++)
        {
            thread.AppendTokens(100 + i);
        }

        await FlushAsync(home, thread);
        home.Create("makes the other dormant");
        using (var file = new FileStream(thread.RolloutPath!, FileMode.Open))
        {
            file.SetLength(kept);
        }

        thread.AppendTokens(3);
        var flush = thread.FlushAsync();
        Assert.True(thread.Projected!.IsUrgent);
        home.Settle();
        await Guard.Task(flush);
        Assert.Equal(3, home.Row(thread.Id)!.TokensUsed);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Epoch_ReplacedByAnotherProcess_IsFilledAnew()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var quiet = home.Create("quiet");
        var second = home.OpenSecond();
        second.Pipeline.Projector.Start();
        second.Pipeline.CatchUp.Start(workers: 1);
        await Guard.Task(second.RebuildAsync());

        var epoch = home.Index.Epoch;
        thread.AppendTokens(5);
        var flush = thread.FlushAsync();
        home.Settle();
        await Guard.Task(flush);
        Assert.NotEqual(epoch, home.Index.Epoch);
        Assert.Equal(5, home.Row(thread.Id)!.TokensUsed);
        Assert.Equal("quiet", home.Row(quiet.Id)!.Preview);
        await second.DisposeAsync();
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Rebuild_OfALivingStore_GivesTheSameRowsAndNames()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        File.WriteAllText(
            Path.Combine(home.Path, "session_index.jsonl"),
            $$"""{"id":"{{thread.Id}}","thread_name":"a name","updated_at":"2026-11-21T06:08:11Z"}""" + "\n");
        home.Reconcile();
        Assert.Equal("a name", home.Row(thread.Id)!.Name);
        thread.AppendTokens(4);

        home.StartThreads();
        await Guard.Task(home.Store.RebuildAsync());
        await Guard.Task(thread.FlushAsync());
        Assert.Equal(("a name", 4), (home.Row(thread.Id)!.Name, home.Row(thread.Id)!.TokensUsed));
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task CatchUp_UnderContinuousAppends_Converges()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        thread.AppendTokens(1);
        var second = home.OpenSecond();
        second.Pipeline.Reconciler.RunOnce();
        EngineHome.Settle(second);
        await second.DisposeAsync();

        // An append before and after each thing that can happen: reading, and projecting.
        for (var i = 0; i < 100; i++)
        {
            thread.AppendTokens(10 + i);
            home.Projector.Step();
            thread.AppendTokens(1000 + i);
            home.CatchUp.RunOnce();
        }

        Assert.InRange(home.Projector.Counters.Gaps, 1, 3);
        Assert.False(thread.Projected!.IsCatchingUp);
        await FlushAsync(home, thread);
        Assert.Equal(1099, home.Row(thread.Id)!.TokensUsed);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task CatchUp_OfAThreadThatIsDiscarded_StillBringsItsRowToTheEnd()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        thread.AppendTokens(9);
        thread.Projected!.MarkDirty();
        home.Projector.Step();
        Assert.True(home.CatchUp.RunOnce());
        await thread.DiscardAsync();

        home.Settle();
        Assert.Equal(9, home.Row(thread.Id)!.TokensUsed);
        Assert.Equal(0, home.CatchUp.Waiting);
    }

    private static async Task FlushAsync(EngineHome home, LiveThread thread)
    {
        var flush = thread.FlushAsync();
        home.Settle();
        await Guard.Task(flush);
    }

    private static async Task ShutdownAsync(EngineHome home, LiveThread thread)
    {
        var shutdown = thread.ShutdownAsync();
        home.Settle();
        await Guard.Task(shutdown);
    }
}
