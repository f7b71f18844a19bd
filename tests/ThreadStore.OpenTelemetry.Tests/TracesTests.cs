using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace ThreadStore.Otlp;

/// <summary>
/// The law: what a host's request appended can be followed, over the wire, from the host's own span to the committed row. Nobody's
/// context is taken for another's. Seen to fail: with a delta that carries no context, without links, with nine of them, with links to the parent
/// alone, with the commit as a root, without the update's outcome, and with every update said to hold one append.
/// </summary>
[Collection(ReplayTests.Name)]
public sealed class TracesTests(ExportedReplay replay)
{
    private const string Observe = "thread_store.live_append.observe_metadata";
    private const string Update = "thread_store.metadata_update_worker";
    private const string Apply = "thread_store.apply_metadata";
    private const string Commit = "thread_store.batch_commit";
    private const int MaxLinks = 8;

    private readonly Dictionary<string, OtlpSpan> _byId = replay.Spans.ToDictionary(static span => span.SpanId);

    [Fact]
    public void HostSpans_AllArrive_EachWithATraceOfItsOwn()
    {
        var host = Named(ExportedReplay.HostSpan);

        Assert.Equal(replay.Appends.Count, host.Count);
        Assert.Equal(host.Count, host.Select(static span => span.TraceId).Distinct().Count());
    }

    [Fact]
    public void Spans_HaveTheirParentsInTheirOwnTrace()
    {
        Assert.All(
            replay.Spans.Where(static span => span.ParentId.Length > 0),
            span => Assert.Equal(span.TraceId, _byId[span.ParentId].TraceId));
    }

    [Fact]
    public void Update_OfMergedAppends_IsInTheTraceOfTheOneThatMadeTheSlotFull()
    {
        // One update per flush, but for what had already been written with the one before.
        var updates = UpdatesOfAppends();
        Assert.InRange(updates.Count, replay.Threads.Count, replay.Flushes);

        foreach (var update in updates)
        {
            var observe = _byId[update.ParentId];
            Assert.Equal(Observe, observe.Name);
            var host = HostOf(observe);
            Assert.Equal(update.TraceId, host.TraceId);
            Assert.True((long)host.Attributes[ExportedReplay.HostPosition] <= update.Whole("thread_store.position"), "the first of those that were merged");
            var apply = Assert.Single(replay.Spans, span => span.Name == Apply && span.ParentId == update.SpanId);
            Assert.Equal(update.Whole("thread_store.position"), apply.Whole("thread_store.position"));
            Assert.Equal("done", apply.Attributes["thread_store.outcome"]);
        }
    }

    [Fact]
    public void Update_SaysWhatItWaitedForAndHowMuchItHolds()
    {
        foreach (var update in UpdatesOfAppends())
        {
            Assert.True(update.Whole("thread_store.queue_age_us") >= 0);
            Assert.InRange(update.Whole("thread_store.merged"), 1, ExportedReplay.LinesPerFlush);
            Assert.InRange(update.Whole("thread_store.batch_size"), 1, replay.Threads.Count);
            Assert.Equal("done", update.Attributes["thread_store.outcome"]);
        }
    }

    [Fact]
    public void Update_LinksTheOthersThatWereMerged_UpToEight()
    {
        var hosts = Named(ExportedReplay.HostSpan).ToDictionary(static span => span.TraceId);
        foreach (var update in UpdatesOfAppends())
        {
            var others = update.Whole("thread_store.merged") - 1;
            Assert.Equal(others, update.Whole("thread_store.linked_appends"));
            Assert.Equal(Math.Min(others, MaxLinks), update.Links.Count);
            Assert.Equal(update.Links.Count, update.Links.Distinct().Count());
            var thread = hosts[update.TraceId].Attributes[ExportedReplay.HostThread];
            foreach (var link in update.Links)
            {
                Assert.NotEqual(update.TraceId, link.TraceId);
                Assert.Equal(thread, hosts[link.TraceId].Attributes[ExportedReplay.HostThread]);
            }
        }

        Assert.Contains(UpdatesOfAppends(), static update => update.Links.Count == MaxLinks);
    }

    [Fact]
    public void LastUpdate_OfEachThread_ReachesTheEndOfItsLog()
    {
        var hosts = Named(ExportedReplay.HostSpan).ToDictionary(static span => span.TraceId, static span => (string)span.Attributes[ExportedReplay.HostThread]);
        var reached = UpdatesOfAppends().GroupBy(update => hosts[update.TraceId])
            .ToDictionary(static one => ThreadId.Parse(one.Key), static one => one.Max(static update => update.Whole("thread_store.position")));

        Assert.Equal(replay.Threads.OrderBy(static one => one.Value), reached.OrderBy(static one => one.Value));
    }

    [Fact]
    public void Commit_IsTheChildOfItsFirstUpdate_AndLinksNoneButTheOthers()
    {
        var commits = Named(Commit);
        Assert.NotEmpty(commits);
        foreach (var commit in commits)
        {
            Assert.Equal(Update, _byId[commit.ParentId].Name);
            Assert.All(commit.Links, link => Assert.Equal((Update, link.TraceId), (_byId[link.SpanId].Name, _byId[link.SpanId].TraceId)));
            var others = commit.Whole("thread_store.batch_size") - 1;
            Assert.Equal(Math.Min(others, MaxLinks), commit.Links.Count);
            Assert.Equal(Math.Max(0, others - MaxLinks), commit.Attributes.TryGetValue("thread_store.links_dropped", out var dropped) ? dropped : 0L);
        }

        Assert.Equal(Named(Update).Count, commits.Sum(static commit => commit.Whole("thread_store.batch_size")));
    }

    // Of the appends in the host's spans: the first line of a thread is written before, by its own verb.
    private List<OtlpSpan> UpdatesOfAppends()
    {
        var traces = Named(ExportedReplay.HostSpan).Select(static span => span.TraceId).ToHashSet();
        return [.. Named(Update).Where(update => traces.Contains(update.TraceId))];
    }

    private OtlpSpan HostOf(OtlpSpan span)
    {
        while (span.Name != ExportedReplay.HostSpan)
        {
            span = _byId[span.ParentId];
        }

        return span;
    }

    private List<OtlpSpan> Named(string name) => [.. replay.Spans.Where(span => span.Name == name)];
}
