using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Items;
using ThreadStore.Projection;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Tracing;

/// <summary>
/// Law: one activity per slot, never one per append; what was merged into it is linked, eight times at most, and counted; the recorder shows
/// every append, and neither it nor the metrics make an append allocate.
/// </summary>
[Collection(ListenerTests.Name)]
public sealed class AppendTracingTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(20)]
    public async Task Appends_IntoAFullSlot_AreLinksOfItsOneUpdate(int merged)
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        using var source = new ActivitySource("tests");
        await using var home = new EngineHome();
        var thread = home.Create("first");
        spans.Clear();
        thread.AppendTokens(0);
        var callers = Enumerable.Range(0, merged).Select(i => CallWith(source, thread, i)).ToList();

        home.Projector.Step();

        Assert.Single(spans, static span => span.OperationName == "thread_store.live_append.observe_metadata");
        var update = Assert.Single(spans, static span => span.OperationName == "thread_store.metadata_update_worker");
        Assert.Equal(callers.Take(8), update.Links.Select(static link => link.Context.SpanId));
        Assert.Equal(merged + 1L, Convert.ToInt64(update.GetTagItem("thread_store.merged"), null));
        Assert.Equal((long)merged, Convert.ToInt64(update.GetTagItem("thread_store.linked_appends"), null));
        Assert.Equal(thread.End.Offset, Convert.ToInt64(update.GetTagItem("thread_store.position"), null));
        Assert.Equal(1L, Convert.ToInt64(update.GetTagItem("thread_store.batch_size"), null));
        Assert.Equal("done", update.GetTagItem("thread_store.outcome"));
    }

    [Fact]
    public async Task Listener_ThatThrows_MixesUpNoFacts()
    {
        await using var home = new EngineHome();
        var other = home.Create("other");
        var thread = home.Create("first");

        // The next spare is one that no thread has had yet: of no thread, and from offset 0.
        home.Create().AppendTokens(1);
        var mustThrow = true;
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "ThreadStore",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity =>
            {
                if (mustThrow && activity.OperationName == "thread_store.live_append.observe_metadata")
                {
                    throw new InvalidTimeZoneException("the listener's own");
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        thread.AppendTokens(1);
        Assert.Null(Activity.Current);
        mustThrow = false;

        thread.AppendTokens(2);
        other.AppendTokens(3);
        home.Settle();

        Assert.Equal((2L, thread.End.Offset), (home.Row(thread.Id)!.TokensUsed, home.Row(thread.Id)!.LogOffset));
        Assert.Equal((3L, other.End.Offset), (home.Row(other.Id)!.TokensUsed, home.Row(other.Id)!.LogOffset));
        Assert.Equal(3, home.Store.List(new ThreadListQuery { IncludeHidden = true }).Threads.Count);
    }

    [Fact]
    public async Task Update_ItsApplyAndItsCommit_AreOneTraceWithTheAppend()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        using var source = new ActivitySource("tests");
        await using var home = new EngineHome();
        var thread = home.Create("first");
        spans.Clear();

        ActivityTraceId trace;
        using (var caller = source.StartActivity("caller")!)
        {
            trace = caller.TraceId;
            thread.AppendTokens(1);
        }

        home.Projector.Step();

        var names = spans.Where(span => span.TraceId == trace).ToDictionary(static span => span.OperationName);
        var update = names["thread_store.metadata_update_worker"];
        Assert.Equal(names["thread_store.live_append.observe_metadata"].SpanId, update.ParentSpanId);
        Assert.Equal(update.SpanId, names["thread_store.apply_metadata"].ParentSpanId);
        Assert.Equal(update.SpanId, names["thread_store.batch_commit"].ParentSpanId);
        Assert.DoesNotContain("thread_store.live_append.filter", names.Keys);
        Assert.DoesNotContain("thread_store.live_append.store_append", names.Keys);
    }

    [Fact]
    public async Task Touch_HeldByTheGate_IsTheChildOfItsFirstCallerWhenItLeaves()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        using var source = new ActivitySource("tests");
        await using var home = new EngineHome();
        var thread = home.Create("first");
        spans.Clear();
        ActivitySpanId first;
        using (var caller = source.StartActivity("first caller")!)
        {
            first = caller.SpanId;
            thread.Append(ItemType.ResponseItem, Payloads.Touch);
        }

        using (source.StartActivity("second caller"))
        {
            thread.Append(ItemType.ResponseItem, Payloads.Touch);
        }

        Assert.DoesNotContain(spans, static span => span.OperationName == "thread_store.live_append.observe_metadata");
        home.Clock.AdvanceMs(10_000);
        home.Settle();

        var update = Assert.Single(spans, static span => span.OperationName == "thread_store.metadata_update_worker");
        Assert.Equal(first, update.ParentSpanId);
        Assert.Single(update.Links);
        Assert.Equal(1L, Convert.ToInt64(update.GetTagItem("thread_store.linked_appends"), null));
    }

    [Fact]
    public async Task Recorder_ShowsEveryAppendAndTheWayOfTheOneThatFilledTheSlot()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        FlightRecorder.Start(256);
        try
        {
            thread.AppendTokens(1);
            thread.AppendTokens(2);
            home.Projector.Step();

            var spans = Dump.Spans();
            var stored = spans.Where(static span => span.Text("name") == "thread_store.live_append.store_append").ToList();
            Assert.Equal(2, stored.Count);
            Assert.Equal(2, spans.Count(static span => span.Text("name") == "thread_store.live_append.filter"));
            Assert.Contains($"\"thread_store.position\":{thread.End.Offset}", stored[1].Attrs(), StringComparison.Ordinal);
            var observe = Assert.Single(spans, static span => span.Text("name") == "thread_store.live_append.observe_metadata");
            var update = Assert.Single(spans, static span => span.Text("name") == "thread_store.metadata_update_worker");
            Assert.Equal(observe.Text("span"), update.Text("parent"));
            Assert.Equal(observe.Text("trace"), update.Text("trace"));
            Assert.Equal(update.Text("span"), Assert.Single(spans, static span => span.Text("name") == "thread_store.apply_metadata").Text("parent"));
        }
        finally
        {
            FlightRecorder.Stop();
        }
    }

    [Theory]
    [InlineData(Durability.Buffered, 10_000)]
    [InlineData(Durability.Written, 10_000)]
    [InlineData(Durability.Synced, 500)]
    public async Task Append_WithTheRecorderOn_AllocatesNothing(Durability durability, int rounds)
    {
        await using var home = new PlainHome();
        var thread = home.Store.Create(new CreateThreadParams { Cwd = "/work" });
        var tokens = Payloads.Tokens(7);
        FlightRecorder.Start(1024);
        try
        {
            Allocation.AssertNone(() => thread.Append(ItemType.EventMsg, tokens, durability), rounds);
            Allocation.AssertNone(
                () =>
                {
                    thread.Append(ItemType.EventMsg, tokens);
                    home.Store.Projector.Step();
                },
                200);
        }
        finally
        {
            FlightRecorder.Stop();
        }
    }

    [Fact]
    public async Task Append_WithListenersThatThrow_IsAcceptedAndProjected()
    {
        using var spans = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "ThreadStore",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = static _ => throw new InvalidOperationException("a listener's mistake"),
            ActivityStopped = static _ => throw new InvalidOperationException("a listener's mistake"),
        };
        using var metrics = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "ThreadStore")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        metrics.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw new InvalidOperationException("a listener's mistake"));
        metrics.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new InvalidOperationException("a listener's mistake"));
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var before = ListenerFaults.Count;
        ActivitySource.AddActivityListener(spans);
        metrics.Start();

        thread.AppendTokens(41);
        thread.AppendTokens(42);
        home.Settle();

        Assert.Equal(42, home.Row(thread.Id)!.TokensUsed);
        Assert.Null(Activity.Current);
        Assert.True(ListenerFaults.Count > before);
    }

    [Fact]
    public async Task Append_WithAMeterListener_AllocatesNothingAndIsMeasured()
    {
        var appends = 0L;
        var tagged = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "ThreadStore")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
        {
            appends += instrument.Name == "threadstore.append.duration" ? 1 : 0;
            tagged += tags.Length;
        });
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        listener.Start();
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var tokens = Payloads.Tokens(7);

        Allocation.AssertNone(() => thread.Append(ItemType.EventMsg, tokens), 2_000);

        Assert.True(appends >= 2_000);
        Assert.Equal(0, tagged);
    }

    private static ActivitySpanId CallWith(ActivitySource source, LiveThread thread, int total)
    {
        using var caller = source.StartActivity("merged caller")!;
        thread.AppendTokens(total);
        return caller.SpanId;
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "ThreadStore" or "tests",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
