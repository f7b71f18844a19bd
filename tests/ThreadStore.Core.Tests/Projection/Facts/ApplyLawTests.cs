using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>Law: apply(apply(r, a), b) = apply(r, a ⊕ b), whole rows compared, on a real database.</summary>
public class ApplyLawTests
{
    public static TheoryData<string> SampleNames => Samples.Names;

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
            var expected = Rows(log, [log.Cuts[^1]], useSettled: false);
            var random = new System.Random(c.seed);
            for (var i = 0; i < 4; i++)
            {
                var cuts = log.Cuts.Skip(1).SkipLast(1).Where(_ => random.Next(3) == 0).Append(log.Cuts[^1]).ToArray();
                Assert.Equal(expected, Rows(log, cuts, useSettled: false));
                Assert.Equal(expected, Rows(log, cuts, useSettled: true));
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
        using var apart = new IndexDatabase();
        using var merged = new IndexDatabase();
        Assert.Equal(apart.Apply(log.Observe(0, r), log), merged.Apply(log.Observe(0, r), log));
        Assert.True(apart.Apply(log.Observe(r, a), log));
        Assert.True(apart.Apply(log.Observe(a, b), log));
        var both = log.Observe(r, a);
        Assert.True(both.TryMerge(log.Observe(a, b)));
        Assert.True(merged.Apply(both, log));
        Assert.Equal(apart.Row(log.Id), merged.Row(log.Id));
    });

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Apply_RealLogLineByLine_EqualsApplyAtOnce(string name)
    {
        var log = new LogText(Samples.IdOf(name), Samples.Read(name));
        var expected = Rows(log, [log.Cuts[^1]], useSettled: false);
        Assert.Equal(expected, Rows(log, log.Cuts.Skip(1), useSettled: false));
        Assert.Equal(expected, Rows(log, log.Cuts.Skip(1), useSettled: true));
    }

    [Fact]
    public void Apply_DeltaThatDoesNotStartAtTheRow_ChangesNothing()
    {
        var log = new LogText(Samples.IdOf(Samples.First), Samples.Read(Samples.First));
        using var index = new IndexDatabase();
        Assert.False(index.Apply(log.Observe(log.Cuts[1], log.Cuts[2]), log));
        Assert.Null(index.Row(log.Id));
        Assert.True(index.Apply(log.Observe(0, log.Cuts[4]), log));
        var row = index.Row(log.Id);
        Assert.False(index.Apply(log.Observe(0, log.Cuts[6]), log));
        Assert.False(index.Apply(log.Observe(log.Cuts[3], log.Cuts[6]), log));
        Assert.False(index.Apply(log.Observe(log.Cuts[5], log.Cuts[6]), log));
        Assert.Equal(row, index.Row(log.Id));
        Assert.True(index.Apply(log.Observe(log.Cuts[4], log.Cuts[6]), log));
    }

    private static List<string?> Rows(LogText log, IEnumerable<long> cuts, bool useSettled)
    {
        using var index = new IndexDatabase();
        long from = 0;
        var row = Array.Empty<string?>();
        foreach (var cut in cuts.Where(cut => cut > from || cut == 0))
        {
            var delta = log.Observe(from, cut, useSettled ? index.Settled(log.Id) : 0);
            Assert.True(index.Apply(delta, log));
            from = cut;
        }

        return [.. index.Row(log.Id)!];
    }
}
