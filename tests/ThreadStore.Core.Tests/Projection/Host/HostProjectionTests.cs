using System;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Items;
using ThreadStore.Queries;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// Law: a host's row and the thread's own move together, in one transaction, from one offset; whatever made them part (a store without the
/// projection, another version of it), the host's row alone is brought up from the log. Seen to fail: without the trigger, with uncounted
/// or uncaught faults of the host, with a host's row taken beyond the own one, with all first values taken as settled after a resume, and
/// with half an array kept.
/// </summary>
public sealed class HostProjectionTests
{
    [Fact]
    public async Task Append_LinesOfEveryRule_GivesTheHostsRow()
    {
        await using var home = HostHome.With<RunFacts>();
        var thread = home.Create("fix it");
        thread.AppendCall();
        thread.AppendTokens(5, 100);
        thread.AppendTokens(7, 90);
        thread.AppendCall();
        home.Settle();

        var facts = home.Facts(thread.Id);

        Assert.Equal("FIX IT", facts.Request.ToString());
        Assert.Equal((2L, 12L, 100L), (facts.ToolCalls, facts.OutputTokens, facts.MostTokens));
        Assert.False(facts.Model.HasValue);
        Assert.Null(facts.Priority);
        Assert.Equal(home.Row(thread.Id)!.UpdatedAtMs, facts.SeenAt!.Value.UnixMilliseconds);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Append_ManyDeltas_CountsEveryLineOnce()
    {
        await using var home = HostHome.With<RunFacts>();
        var thread = home.Create("x");
        for (var i = 0; i < 20; i++)
        {
            thread.AppendCall();
            thread.AppendTokens(1, i);
            if (i % 3 == 0)
            {
                home.Settle();
            }
        }

        home.Settle();

        Assert.Equal((20L, 20L, 19L), (home.Facts(thread.Id).ToolCalls, home.Facts(thread.Id).OutputTokens, home.Facts(thread.Id).MostTokens));
        Assert.Equal(0, home.Index.HostApplies);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Explicit_SetAndCleared_StandsInTheLogAndInTheRow()
    {
        await using var home = HostHome.With<RunFacts>();
        var thread = home.Create("x");
        home.StartThreads();

        await thread.UpdateMetadataAsync(new ThreadMetadataPatch { Facts = new RunFacts.Patch { Label = "red", Priority = 3 } });
        Assert.Equal(("red", 3L), (home.Facts(thread.Id).Label.ToString(), home.Facts(thread.Id).Priority));

        await thread.UpdateMetadataAsync(new ThreadMetadataPatch { Name = "both", Facts = new RunFacts.Patch { Label = MetadataField.Clear } });
        Assert.Equal((false, 3L), (home.Facts(thread.Id).Label.HasValue, home.Facts(thread.Id).Priority));
        Assert.Equal("both", home.Row(thread.Id)!.Name);
        Assert.Contains("\"facts\":{\"runs\":{\"label\":null}}", home.Lines(thread.Id)[^1], StringComparison.Ordinal);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public void Explicit_ClearOfWhatCannotBeCleared_IsRefused()
    {
        Assert.Throws<InvalidRequestException>(static () => new OptionFacts.Patch { Priority = MetadataNumber.Clear });
        Assert.False(new OptionFacts.Patch { Priority = 2 }.IsEmpty);
    }

    [Fact]
    public async Task List_BeforeAnybodyHasMadeTheHostsTable_ShowsThreadsWithoutFacts()
    {
        await using var home = new EngineHome();
        var thread = home.Create("x");
        home.Settle();

        // A reader of a file whose writer has no such projection: as on a read-only home.
        using var reader = new IndexReader(home.Files, ComposedProjection.With<RunFacts>());

        var listed = Assert.Single(reader.List(new ThreadListQuery<RunFacts>()).Threads);
        Assert.Equal((thread.Id, 0L, false), (listed.Thread.Id, listed.Facts.ToolCalls, listed.Facts.Request.HasValue));
        Assert.Empty(reader.List(new ThreadListQuery<RunFacts> { OrderBy = RunFacts.Columns.ToolCalls }).Threads);
        Assert.Equal(0, reader.TryReadFacts<RunFacts>(thread.Id)!.Facts.ToolCalls);
    }

    [Fact]
    public async Task Explicit_OfAProjectionThatTheStoreDoesNotHave_IsRefusedAndWritesNothing()
    {
        await using var home = new EngineHome();
        var thread = home.Create("x");
        var lines = home.Lines(thread.Id).Count;

        await Assert.ThrowsAsync<InvalidRequestException>(() =>
            Guard.Task(thread.UpdateMetadataAsync(new ThreadMetadataPatch { Facts = new RunFacts.Patch { Label = "red" } })));

        Assert.Equal(lines, home.Lines(thread.Id).Count);
    }

    [Fact]
    public async Task Open_AfterAStoreWithoutTheProjection_BringsTheHostsRowsAloneUpFromTheLog()
    {
        await using var home = HostHome.With<RunFacts>();
        var thread = home.Create("x");
        thread.AppendCall();
        home.Settle();
        await home.CloseAsync();

        home.BecomePlain();
        home.Reopen();
        var again = home.Store.Resume(thread.Id);
        again.AppendCall();
        home.Settle();
        await home.CloseAsync();

        home.Become<RunFacts>();
        home.Reopen();
        home.Reconcile();

        Assert.Equal(2, home.Facts(thread.Id).ToolCalls);
        Assert.Equal(1, home.Index.HostApplies);
        Assert.Empty(home.Index.Applies);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Open_WithAnotherVersion_FillsItsTableAloneAndLeavesTheOthers()
    {
        await using var home = HostHome.With<RunFacts>();
        var threads = Enumerable.Range(0, 5).Select(i => home.Create($"m{i}")).ToList();
        threads.ForEach(static thread => thread.AppendCall());
        home.Settle();
        var before = home.Dump();
        var first = home.Dump(RunFacts.Schema.Table);
        var epoch = home.Files.FindNewest();
        await home.CloseAsync();

        home.Become<RunFactsNext>();
        home.Reopen();
        home.Reconcile();

        Assert.Equal(5, home.Index.HostApplies);
        Assert.Empty(home.Index.Applies);
        Assert.Equal(epoch, home.Files.FindNewest());
        Assert.Equal(before.Select(static row => string.Join('|', row.Values)), home.Dump().Select(static row => string.Join('|', row.Values)));
        Assert.Equal(first.Count, home.Dump(RunFacts.Schema.Table).Count);
        Assert.All(threads, thread => Assert.Equal(1, ((LocalThreadStore<RunFactsNext>)home.Store).ReadFacts(thread.Id).ToolCalls));
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Append_AfterAResume_GivesAFirstValueThatTheRowLacks()
    {
        await using var home = HostHome.With<RunFacts>();
        var thread = home.Create();
        thread.AppendCall();
        home.Settle();
        Assert.False(home.Facts(thread.Id).Request.HasValue);
        await home.CloseAsync();

        home.Reopen();
        var again = home.Store.Resume(thread.Id);
        again.AppendUser("late");
        home.Settle();

        Assert.Equal("LATE", home.Facts(thread.Id).Request.ToString());
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task HostsRow_ThatIsBeyondTheThreadsOwn_IsMadeAnewWithIt()
    {
        await using var home = HostHome.With<RunFacts>();
        var thread = home.Create("x");
        thread.AppendCall();
        home.Settle();
        await home.CloseAsync();
        using (var foreign = SqliteConnection.Open(home.Files.DatabasePath(home.Files.FindNewest()), SqliteOpenMode.ReadWrite))
        {
            foreign.Execute($"UPDATE {RunFacts.Schema.Table} SET log_offset = log_offset + 1, tool_calls = 9");
        }

        home.Reopen();
        home.Store.Resume(thread.Id).AppendCall();
        home.Settle();

        Assert.Equal(2, home.Facts(thread.Id).ToolCalls);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public void ApplyHost_BeyondTheThreadsOwnRow_IsAGapAndMovesNothing()
    {
        var projection = ComposedProjection.With<RunFacts>();
        var log = new LogText(Samples.IdOf(Samples.First), Samples.Read(Samples.First));
        using var home = new IndexHome();
        using (var plain = home.OpenWriter())
        {
            Assert.Equal(ApplyOutcome.Applied, home.ApplyAlone(plain, log.Observe(0, log.Cuts[2]), log));
        }

        using var writer = SqliteIndexWriter.Open(home.Files, projection);
        Assert.Equal(IndexStatus.Ready, writer.TryBegin());
        Assert.Equal(ApplyOutcome.Gap, writer.ApplyHost(log.Observe(projection, 0, log.Cuts[3]), log));
        Assert.True(writer.TryReadRow(log.Id, out var row));
        Assert.Equal(0, row.HostOffset);

        Assert.Equal(ApplyOutcome.Applied, writer.ApplyHost(log.Observe(projection, 0, log.Cuts[2]), log));
        Assert.Equal(ApplyOutcome.Gap, writer.ApplyHost(log.Observe(projection, log.Cuts[2], log.Cuts[3]), log));
        Assert.True(writer.TryReadRow(log.Id, out row));
        Assert.Equal(log.Cuts[2], row.HostOffset);
        writer.Rollback();
    }

    [Fact]
    public void ApplyHost_OfAThreadWithoutARow_IsAGapAndMakesNone()
    {
        var projection = ComposedProjection.With<RunFacts>();
        var log = new LogText(Samples.IdOf(Samples.First), Samples.Read(Samples.First));
        using var home = new IndexHome();
        using var writer = SqliteIndexWriter.Open(home.Files, projection);
        Assert.Equal(IndexStatus.Ready, writer.TryBegin());

        Assert.Equal(ApplyOutcome.Gap, writer.ApplyHost(log.Observe(projection, 0, log.Cuts[2]), log));

        using var count = writer.ConnectionForTests.Prepare($"SELECT count(*) FROM {RunFacts.Schema.Table}");
        Assert.Equal(SQLitePCL.raw.SQLITE_ROW, count.Step());
        Assert.Equal(0, count.ColumnInt64(0));
        count.Reset();
        writer.Rollback();
    }

    [Fact]
    public async Task Append_OfALiveThread_WhileTheHostsRowIsMissing_EndsWithBothRowsThere()
    {
        await using var home = new EngineHome();
        var thread = home.Create("x");
        thread.AppendCall();
        home.Settle();
        await home.CloseAsync();

        home.Become<RunFacts>();
        home.Reopen();
        var again = home.Store.Resume(thread.Id);
        again.AppendCall();
        home.Settle();

        Assert.Equal(2, home.Facts(thread.Id).ToolCalls);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Observe_ThatThrows_CostsTheLineItsFactsAndIsCounted()
    {
        await using var home = HostHome.With<RunFacts>();
        var thread = home.Create("x");
        thread.AppendError("one");
        thread.AppendError(RunFacts.Poison);
        thread.AppendError("two");
        home.Settle();

        Assert.Equal(2, home.Facts(thread.Id).Errors);
        Assert.Equal(1, home.Projection.Observer.HostFaults + home.Projector.Deltas.Projection.Observer.HostFaults);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Via_ThatThrows_FailsItsThreadAloneAndMovesNeitherRow()
    {
        await using var home = HostHome.With<RunFacts>();
        var good = home.Create("fine");
        var bad = home.Store.Create(new CreateThreadParams { Cwd = "/work", HistoryMode = HistoryMode.Legacy });
        bad.Append(ItemType.EventMsg, """{"type":"user_message","message":"poison"}"""u8);
        good.AppendCall();
        home.StartThreads();

        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(bad.FlushAsync()));
        await Guard.Task(good.FlushAsync());

        Assert.Contains("the host's own mistake", fault.ToString(), StringComparison.Ordinal);
        Assert.Null(home.Row(bad.Id));
        Assert.Equal(1, home.Facts(good.Id).ToolCalls);
    }

    [Fact]
    public async Task Remove_OfTheThreadsRow_TakesTheHostsWithIt()
    {
        await using var home = HostHome.With<RunFacts>();
        var thread = home.Create("x");
        home.Settle();
        Assert.Single(home.Dump(RunFacts.Schema.Table));
        await home.CloseAsync();

        System.IO.File.Delete(home.Rollouts.Single());
        home.Reopen();
        home.Reconcile();

        Assert.Null(home.Row(thread.Id));
        Assert.Empty(home.Dump(RunFacts.Schema.Table));
    }

    [Fact]
    public async Task Parts_OfAnArrayThatBreaksOff_GiveNoHalfText()
    {
        await using var home = HostHome.With<RunFacts>();
        var thread = home.Create(null);
        thread.Append(ItemType.EventMsg, """{"type":"item_completed","item":{"type":"UserMessage","content":[{"type":"text","text":"half"},{"type":"text" "text":1}]}}"""u8);
        thread.AppendUser("whole");
        home.Settle();

        Assert.Equal("WHOLE", home.Facts(thread.Id).Request.ToString());
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public void Observe_LineByLineOfRealLogs_EqualsAtOnce()
    {
        foreach (var path in Samples.Paths)
        {
            var log = new LogText(Samples.IdOf(path), System.IO.File.ReadAllBytes(path));
            var projection = ComposedProjection.With<RunFacts>();
            var whole = Observe(log, projection, 0, log.Cuts[^1]);
            var merged = Observe(log, projection, 0, log.Cuts[1]);
            for (var i = 2; i < log.Cuts.Count; i++)
            {
                Assert.True(merged.TryMerge(Observe(log, projection, log.Cuts[i - 1], log.Cuts[i])));
            }

            Assert.Equal(whole.Host!.Present, merged.Host!.Present);
            for (var fact = 0; fact < RunFacts.Schema.Layout.FactCount; fact++)
            {
                Assert.Equal(whole.Host.Number(fact), merged.Host.Number(fact));
            }
        }
    }

    private static ThreadDelta Observe(LogText log, ComposedProjection projection, long from, long to)
    {
        var delta = projection.NewDelta();
        delta.Reset(log.Id, from);
        projection.Observer.Observe(log.ReadLine(from, (int)(to - from)), from, delta, default);
        delta.To = to;
        return delta;
    }
}
