using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using ThreadStore.Tracing;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>The law: an update's span descends from the append that made the slot full, never from what is ambient on the projector.</summary>
[Collection(ListenerTests.Name)]
public sealed class ConformanceTracingTests
{
    [Fact]
    public async Task Conformance05_TheUpdatesParent_IsTheObserveSpanOfTheAppendThatFilledTheSlot()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is ProjectionSpans.SourceName or "tests",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("tests");
        await using var home = new EngineHome();
        var thread = home.Create();

        ActivitySpanId first;
        using (var caller = source.StartActivity("first caller")!)
        {
            first = caller.SpanId;
            thread.AppendUser("fills the slot");
        }

        using (source.StartActivity("second caller"))
        {
            thread.AppendTokens(1);
        }

        using (source.StartActivity("ambient on the projector"))
        {
            home.Projector.Step();
        }

        var observe = Assert.Single(spans, static span => span.OperationName == "thread_store.live_append.observe_metadata");
        var update = Assert.Single(spans, static span => span.OperationName == "thread_store.metadata_update_worker");
        Assert.Equal(first, observe.ParentSpanId);
        Assert.Equal(observe.SpanId, update.ParentSpanId);
        Assert.Equal(observe.TraceId, update.TraceId);

        // The slot is full anew: the next append has a span of its own.
        using (var caller = source.StartActivity("third caller")!)
        {
            thread.AppendTokens(2);
            home.Projector.Step();
            var second = spans.Where(static span => span.OperationName == "thread_store.live_append.observe_metadata").ElementAt(1);
            Assert.Equal(caller.SpanId, second.ParentSpanId);
            Assert.Equal(second.SpanId, spans.Last(static span => span.OperationName == "thread_store.metadata_update_worker").ParentSpanId);
        }
    }
}

/// <summary>Tests with a listener, which makes every other test's appends allocate: they run by themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ListenerTests
{
    public const string Name = "listeners";
}
