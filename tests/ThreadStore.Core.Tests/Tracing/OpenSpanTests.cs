using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using ThreadStore.Items;
using ThreadStore.Projection;
using Xunit;

namespace ThreadStore.Tracing;

/// <summary>
/// The laws: nothing is made while nobody wants it; a span with a parent is that one's child whatever is ambient; a span without one is a
/// child of what is innermost here; activity and record say the same. Seen to fail: with the ambient activity left in sight of a root, with
/// the outer span's context passed over, with Close left out.
/// </summary>
[Collection(ListenerTests.Name)]
public sealed class OpenSpanTests : IDisposable
{
    private static readonly TraceContext s_parent = new(1, 2, 3, 1);
    private static readonly ActivitySource s_host = new("open span tests");

    private readonly List<Activity> _stopped = [];
    private ActivityListener? _listener;

    public void Dispose()
    {
        _listener?.Dispose();
        FlightRecorder.Start(1);
        FlightRecorder.Stop();
        Assert.Null(ThreadSpans.Current.Innermost);
    }

    [Fact]
    public void Start_WhenNobodyWantsIt_GivesNothingAndAllocatesNothing()
    {
        using var span = ProjectionSpans.StartUpdate(s_parent, 1, 2, 3, 4);
        Assert.False(span.IsRecorded);
        Assert.Equal(default, span.Context);
        Allocation.AssertNone(EverySpan);
    }

    [Fact]
    public void Start_WithTheRecorderOn_AllocatesNothing()
    {
        FlightRecorder.Start(64);
        Allocation.AssertNone(EverySpan);
        Assert.True(Dump.Spans().Count > 0, "it was recorded");
    }

    [Fact]
    public void Record_OfAChild_HasTheParentsTraceAndFlagsAndAnIdOfItsOwn()
    {
        FlightRecorder.Start(64);
        TraceContext context;
        using (var span = ProjectionSpans.StartUpdate(s_parent, 17, 2, 4096, 8))
        {
            span.SetOutcome(SpanOutcome.TransactionGone);
            span.AddLink(new TraceContext(1, 2, 9, 0));
            span.AddLink(default);
            span.Fail("busy");
            context = span.Context;
        }

        var read = Assert.Single(Dump.Spans());
        Assert.Equal((1UL, 2UL, 1), (context.TraceHigh, context.TraceLow, context.Flags));
        Assert.Equal("00000000000000010000000000000002", read.Text("trace"));
        Assert.Equal("0000000000000003", read.Text("parent"));
        Assert.Equal(context.SpanId.ToString("x16"), read.Text("span"));
        Assert.Equal(
            """
            {"thread_store.queue_age_us":17,"thread_store.merged":2,"thread_store.position":4096,"thread_store.batch_size":8,"thread_store.outcome":"transaction_gone","error.type":"busy","links":["00000000000000010000000000000002-0000000000000009"]}
            """,
            read.Attrs());
    }

    [Fact]
    public void Record_OfARoot_HasIdsThatNobodyElseHas()
    {
        FlightRecorder.Start(1024);
        for (var i = 0; i < 1000; i++)
        {
            StoreSpans.StartOpen().Dispose();
        }

        var read = Dump.Spans();
        Assert.Equal(1000, read.Select(static span => span.Text("trace")).Distinct().Count());
        Assert.Equal(1000, read.Select(static span => span.Text("span")).Distinct().Count());
        Assert.All(read, static span => Assert.Null(span.Text("parent")));
    }

    [Fact]
    public void Record_WithoutAParent_IsAChildOfTheInnermostOpenOne()
    {
        FlightRecorder.Start(64);
        using (var update = ProjectionSpans.StartUpdate(s_parent, 1, 1, 1, 1))
        {
            ProjectionSpans.StartApply(1).Dispose();
            using (ProjectionSpans.StartApply(2))
            {
                // A parent that is handed in is the parent, whatever is open.
                ProjectionSpans.StartCheckpoint(s_parent, 5).Dispose();
                ProjectionSpans.StartCheckpoint(default, 6).Dispose();
            }

            ProjectionSpans.StartApply(3).Dispose();
        }

        StoreSpans.StartOpen().Dispose();
        var read = Dump.Spans();
        var id = read.Single(static span => span.Text("name") == "thread_store.metadata_update_worker").Text("span");
        Assert.Equal([id, id, id], read.Where(static span => span.Text("name") == "thread_store.apply_metadata").Select(static span => span.Text("parent")));
        Assert.Equal(["0000000000000003", null], read.Where(static span => span.Text("name") == "thread_store.checkpoint").Select(static span => span.Text("parent")));
        Assert.Null(read[^1].Text("parent"));
    }

    [Fact]
    public void Record_InsideAHostsActivity_IsItsChild()
    {
        Listen("open span tests");
        FlightRecorder.Start(64);
        using var request = s_host.StartActivity("request")!;
        using (StoreSpans.StartOpen())
        {
            using (var inner = s_host.StartActivity("begun inside")!)
            {
                StoreSpans.StartResume().Dispose();
                Assert.Equal(inner.SpanId.ToHexString(), Dump.Spans()[^1].Text("parent"));
            }

            StoreSpans.StartResume().Dispose();
        }

        var read = Dump.Spans();
        Assert.Equal(request.SpanId.ToHexString(), read[^1].Text("parent"));
        Assert.Equal(request.TraceId.ToHexString(), read[^1].Text("trace"));
        Assert.Equal(read[^1].Text("span"), read[^2].Text("parent"));
    }

    [Fact]
    public void Record_InsideAScopeThatNobodyClosed_IsNotLedAstrayForLong()
    {
        FlightRecorder.Start(64);
        using (StoreSpans.StartOpen())
        {
            _ = StoreSpans.StartResume();
        }

        Assert.Null(ThreadSpans.Current.Innermost);
        StoreSpans.StartOpen().Dispose();
        Assert.Null(Dump.Spans()[^1].Text("parent"));
    }

    [Fact]
    public void Scopes_ClosedInTheWrongOrderOrTwice_LeaveNothingOpen()
    {
        FlightRecorder.Start(64);
        var outer = StoreSpans.StartOpen();
        var inner = StoreSpans.StartResume();
        outer.Dispose();
        inner.Dispose();
        inner.Dispose();
        Assert.Null(ThreadSpans.Current.Innermost);
        Assert.Equal(2, Dump.Spans().Count);
    }

    [Fact]
    public void Record_OnAnotherThread_IsNoChildOfWhatIsOpenHere()
    {
        FlightRecorder.Start(64);
        using (StoreSpans.StartOpen())
        {
            var other = new Thread(static () => StoreSpans.StartResume().Dispose());
            other.Start();
            other.Join();
        }

        Assert.Null(Dump.Spans()[0].Text("parent"));
    }

    [Fact]
    public void Activity_HasTypedTagsLinksStatusAndParent()
    {
        Listen("ThreadStore");
        using var ambient = new Activity("ambient").Start();
        using (var span = ProjectionSpans.StartUpdate(s_parent, 17, 2, 4096, 8))
        {
            for (var i = 1; i <= 10; i++)
            {
                span.AddLink(new TraceContext(5, 6, (ulong)i, 0));
            }

            span.SetOutcome(SpanOutcome.Gap);
            span.Fail("gap");
            Assert.Equal(Activity.Current!.Context, span.Context.ToActivityContext());
        }

        Assert.Same(ambient, Activity.Current);
        var activity = Assert.Single(_stopped);
        Assert.Equal("thread_store.metadata_update_worker", activity.OperationName);
        Assert.Equal(("ThreadStore", "0.1.0"), (activity.Source.Name, activity.Source.Version));
        Assert.Equal("0000000000000003", activity.ParentSpanId.ToHexString());
        Assert.Equal("00000000000000010000000000000002", activity.TraceId.ToHexString());
        Assert.Equal((ActivityStatusCode.Error, "gap"), (activity.Status, activity.StatusDescription));
        Assert.Equal(17L, activity.GetTagItem("thread_store.queue_age_us"));
        Assert.Equal("gap", activity.GetTagItem("thread_store.outcome"));
        Assert.Equal("gap", activity.GetTagItem("error.type"));
        Assert.Equal(2L, activity.GetTagItem("thread_store.links_dropped"));
        Assert.Equal(8, activity.Links.Count());
        Assert.Equal("0000000000000008", activity.Links.Last().Context.SpanId.ToHexString());
    }

    [Fact]
    public void Activity_WithAnInvalidParent_IsARootAndTheAmbientOneComesBack()
    {
        Listen("ThreadStore");
        using var ambient = new Activity("ambient").Start();
        using (var span = ProjectionSpans.StartUpdate(default(TraceContext), 1, 1, 1, 1))
        {
            Assert.True(span.Context.IsValid);
            ProjectionSpans.StartApply(1).Dispose();
        }

        Assert.Same(ambient, Activity.Current);
        Assert.Equal(["thread_store.apply_metadata", "thread_store.metadata_update_worker"], _stopped.Select(static one => one.OperationName));
        Assert.Equal(default, _stopped[1].ParentSpanId);
        Assert.NotEqual(ambient.TraceId, _stopped[1].TraceId);
        Assert.Equal(_stopped[1].SpanId, _stopped[0].ParentSpanId);
    }

    [Fact]
    public void Activity_WithoutAParent_IsAChildOfTheAmbientOne()
    {
        Listen("ThreadStore");
        using var ambient = new Activity("ambient").Start();
        StoreSpans.StartOpen().Dispose();
        Assert.Equal(ambient.SpanId, Assert.Single(_stopped).ParentSpanId);
    }

    [Fact]
    public void ActivityAndRecord_OfOneSpan_HaveTheSameIds()
    {
        Listen("ThreadStore");
        FlightRecorder.Start(64);
        using (StoreSpans.StartOpen())
        {
            StoreSpans.StartResume().Dispose();
        }

        Assert.Equal(
            _stopped.Select(static one => (one.TraceId.ToHexString(), one.SpanId.ToHexString(), one.OperationName)),
            Dump.Spans().Select(static one => (one.Text("trace")!, one.Text("span")!, one.Text("name")!)));
        Assert.Equal(_stopped[0].ParentSpanId.ToHexString(), Dump.Spans()[0].Text("parent"));
    }

    [Fact]
    public void Activity_InsideASpanThatWasNotSampled_IsItsChild()
    {
        Listen("ThreadStore", static name => name == "thread_store.apply_metadata");
        FlightRecorder.Start(64);
        using var ambient = new Activity("ambient").Start();
        using (ProjectionSpans.StartUpdate(s_parent, 1, 1, 1, 1))
        {
            ProjectionSpans.StartApply(1).Dispose();
        }

        var activity = Assert.Single(_stopped);
        Assert.Equal(Dump.Spans()[1].Text("span"), activity.ParentSpanId.ToHexString());
        Assert.Equal("00000000000000010000000000000002", activity.TraceId.ToHexString());
    }

    [Fact]
    public void BeganAt_MovesTheBeginningOfBoth()
    {
        Listen("ThreadStore");
        FlightRecorder.Start(64);
        var startedAt = Stopwatch.GetTimestamp() - (60 * Stopwatch.Frequency);
        StoreSpans.StartBarrierWait(s_parent, startedAt, 4096).Dispose();
        StoreSpans.StartBarrierWait(s_parent, 0, 4096).Dispose();
        Assert.True(_stopped[0].Duration >= TimeSpan.FromSeconds(60), "the activity lasted a minute");
        Assert.True(_stopped[1].Duration < TimeSpan.FromSeconds(60), "0 is now");
        var read = Dump.Spans()[0];
        Assert.True(read.GetProperty("end_ns").GetInt64() - read.GetProperty("start_ns").GetInt64() >= 60_000_000_000, "so did the record");
    }

    private static void EverySpan()
    {
        using (var observe = AppendSpans.StartObserveMetadata(0, 4096))
        using (var update = ProjectionSpans.StartUpdate(observe.Context, 17, 2, 4096, 8))
        {
            update.AddLink(s_parent);
            update.SetOutcome(SpanOutcome.Done);
            ProjectionSpans.StartApply(4096).Dispose();
        }

        AppendSpans.StartFilter(1).Dispose();
        AppendSpans.StartStoreAppend(Durability.Buffered, 1, 100).Dispose();
        ProjectionSpans.StartBatchCommit(default, 8).Dispose();
        ProjectionSpans.StartCheckpoint(default, 1).Dispose();
        ProjectionSpans.StartCatchUpStep(default, 1).Dispose();
        StoreSpans.StartBarrierWait(s_parent, 1, 1).Dispose();
        StoreSpans.StartResume().Dispose();
        StoreSpans.StartRebuild(default, 1).Dispose();
    }

    private void Listen(string source, Func<string, bool>? samples = null)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = one => one.Name == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                samples?.Invoke(options.Name) is false ? ActivitySamplingResult.None : ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }
}
