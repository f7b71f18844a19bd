using System.Collections.Generic;
using System.Linq;
using FsCheck;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// Laws of a host's projection: observe(xy) = observe(x) ⊕ observe(y), and apply(apply(r, a), b) = apply(r, a ⊕ b) on a real database,
/// whole rows compared. Seen to fail: with a sum that takes the newer value, a minimum that takes the larger one, an Explicit value that
/// needs a later time, a First text that forgets that it replaced, and updates that do not ask where the row stands.
/// </summary>
public sealed class HostLawTests
{
    private static readonly ComposedProjection s_projection = ComposedProjection.With<RunFacts>();

    [Fact]
    public void Generator_GivesEveryFactAValue()
    {
        var seen = 0UL;
        var isInLog = false;
        Seeds.Check(LogGenerator.Log, lines =>
        {
            var facts = Observe(new LogText(LogGenerator.Id, lines)).Host!;
            seen |= facts.Present;
            isInLog |= facts.Has(FactNames<RunFacts>.Number("Request")) && FactNames<RunFacts>.FormOf(facts, "Request") == TextForm.InLog;
        });

        Assert.Equal((1UL << RunFacts.Schema.Layout.FactCount) - 1, seen);
        Assert.True(isInLog, "no text is longer than its room");
    }

    [Fact]
    public void Observe_GeneratedLog_EqualsTheMergeOfItsParts() => Seeds.Check(LogGenerator.Log, static lines =>
    {
        var log = new LogText(LogGenerator.Id, lines);
        var end = log.Cuts[^1];
        var whole = Describe(Observe(log));
        foreach (var cut in log.Cuts)
        {
            var merged = log.Observe(s_projection, 0, cut);
            Assert.True(merged.TryMerge(log.Observe(s_projection, cut, end)));
            Assert.Equal(whole, Describe(merged));
        }
    });

    [Fact]
    public void Merge_InAnyGrouping_EqualsObserve() => Seeds.Check(LogGenerator.Log, static lines =>
    {
        // ((a ⊕ b) ⊕ c) and (a ⊕ (b ⊕ c)).
        var log = new LogText(LogGenerator.Id, lines);
        var (first, second, end) = (log.Cuts[log.Cuts.Count / 3], log.Cuts[log.Cuts.Count * 2 / 3], log.Cuts[^1]);
        var left = log.Observe(s_projection, 0, first);
        Assert.True(left.TryMerge(log.Observe(s_projection, first, second)));
        Assert.True(left.TryMerge(log.Observe(s_projection, second, end)));
        var tail = log.Observe(s_projection, first, second);
        Assert.True(tail.TryMerge(log.Observe(s_projection, second, end)));
        var right = log.Observe(s_projection, 0, first);
        Assert.True(right.TryMerge(tail));

        Assert.Equal(Describe(Observe(log)), Describe(left));
        Assert.Equal(Describe(left), Describe(right));
    });

    [Fact]
    public void Apply_GeneratedDeltas_EqualsApplyOfTheirMerge()
    {
        var cases =
            from lines in LogGenerator.Log
            from seed in Gen.Choose(0, int.MaxValue - 1)
            select (lines, seed);
        Seeds.Check(cases, static c =>
        {
            var log = new LogText(LogGenerator.Id, c.lines);
            var expected = Row(log, [log.Cuts[^1]], useSettled: false);
            Assert.Equal(expected, Row(log, log.Cuts.Skip(1).DefaultIfEmpty(0), useSettled: true));
            var random = new System.Random(c.seed);
            for (var i = 0; i < 3; i++)
            {
                var cuts = log.Cuts.Skip(1).SkipLast(1).Where(_ => random.Next(3) == 0).Append(log.Cuts[^1]).ToArray();
                Assert.Equal(expected, Row(log, cuts, useSettled: false));
                Assert.Equal(expected, Row(log, cuts, useSettled: true));
            }
        });
    }

    [Fact]
    public void Apply_MergedPairInTheMiddle_EqualsOneByOne() => Seeds.Check(LogGenerator.Log, static lines =>
    {
        // r is a row with a past, a and b are neighbours after it.
        var log = new LogText(LogGenerator.Id, lines);
        if (log.Cuts.Count < 4)
        {
            return;
        }

        var (r, a, b) = (log.Cuts[log.Cuts.Count / 3], log.Cuts[log.Cuts.Count * 2 / 3], log.Cuts[^1]);
        using var apart = new HostDatabase<RunFacts>();
        using var merged = new HostDatabase<RunFacts>();
        Assert.True(apart.Apply(log.Observe(s_projection, 0, r), log));
        Assert.True(merged.Apply(log.Observe(s_projection, 0, r), log));
        Assert.True(apart.Apply(log.Observe(s_projection, r, a), log));
        Assert.True(apart.Apply(log.Observe(s_projection, a, b), log));
        var both = log.Observe(s_projection, r, a);
        Assert.True(both.TryMerge(log.Observe(s_projection, a, b)));
        Assert.True(merged.Apply(both, log));
        Assert.Equal(apart.Row(log.Id), merged.Row(log.Id));
    });

    [Fact]
    public void Apply_DeltaThatDoesNotStartAtTheRow_ChangesNothing()
    {
        var log = new LogText(Samples.IdOf(Samples.First), Samples.Read(Samples.First));
        using var index = new HostDatabase<RunFacts>();
        Assert.False(index.Apply(log.Observe(s_projection, log.Cuts[1], log.Cuts[2]), log));
        Assert.Null(index.Row(log.Id));
        Assert.True(index.Apply(log.Observe(s_projection, 0, log.Cuts[4]), log));
        var row = index.Row(log.Id);
        Assert.False(index.Apply(log.Observe(s_projection, 0, log.Cuts[6]), log));
        Assert.False(index.Apply(log.Observe(s_projection, log.Cuts[3], log.Cuts[6]), log));
        Assert.False(index.Apply(log.Observe(s_projection, log.Cuts[5], log.Cuts[6]), log));
        Assert.Equal(row, index.Row(log.Id));
        Assert.True(index.Apply(log.Observe(s_projection, log.Cuts[4], log.Cuts[6]), log));
    }

    private static ThreadDelta Observe(LogText log) => log.Observe(s_projection, 0, log.Cuts[^1]);

    private static string Describe(ThreadDelta delta) => LogText.Describe(delta) + FactNames<RunFacts>.Describe(delta.Host!);

    private static List<string> Row(LogText log, IEnumerable<long> cuts, bool useSettled)
    {
        using var index = new HostDatabase<RunFacts>();
        long from = 0;
        foreach (var cut in cuts.Where(cut => cut > from || cut == 0))
        {
            var delta = log.Observe(s_projection, from, cut, useSettled ? index.Settled(log.Id) : default);
            Assert.True(index.Apply(delta, log));
            from = cut;
        }

        return index.Row(log.Id)!;
    }
}
