using System;
using System.Linq;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>Law: observe(xy) = observe(x) ⊕ observe(y), for every split of every log at a line.</summary>
public class MergeLawTests
{
    public static TheoryData<string> SampleNames => Samples.Names;

    [Fact]
    public void Observe_GeneratedLog_EqualsTheMergeOfItsParts() => Seeds.Check(LogGenerator.Log, static lines =>
    {
        AssertLaw(new LogText(LogGenerator.Id, lines));
    });

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Observe_RealLog_EqualsTheMergeOfItsParts(string name) => AssertLaw(new LogText(Samples.IdOf(name), Samples.Read(name)));

    [Fact]
    public void Merge_LinewiseFromTheLeft_EqualsObserve() => Seeds.Check(LogGenerator.Log, static lines =>
    {
        var log = new LogText(LogGenerator.Id, lines);
        var merged = log.Observe(0, 0);
        for (var i = 1; i < log.Cuts.Count; i++)
        {
            Assert.True(merged.TryMerge(log.Observe(log.Cuts[i - 1], log.Cuts[i])));
        }

        Assert.Equal(LogText.Describe(log.Observe(0, log.Cuts[^1])), LogText.Describe(merged));
    });

    [Fact]
    public void TryMerge_NotTheFollowingRange_ChangesNothing()
    {
        var log = new LogText(Samples.IdOf(Samples.First), Samples.Read(Samples.First));
        var first = log.Observe(0, log.Cuts[3]);
        var before = LogText.Describe(first);
        Assert.False(first.TryMerge(log.Observe(log.Cuts[4], log.Cuts[5])));
        Assert.False(first.TryMerge(log.Observe(log.Cuts[2], log.Cuts[5])));

        var other = BuiltInFacts.NewDelta();
        other.Reset(LogGenerator.Id, log.Cuts[3]);
        other.Reset(ThreadId.Parse("01a1fcb7-7132-7b11-bcb0-144749e5c185"), log.Cuts[3]);
        Assert.False(first.TryMerge(other));
        Assert.Equal(before, LogText.Describe(first));
    }

    [Fact]
    public void TryMerge_ShortRanges_JoinTheirTails()
    {
        var bytes = Enumerable.Range(0, 200).Select(static i => (byte)i).ToArray();
        var merged = BuiltInFacts.NewDelta();
        merged.Reset(LogGenerator.Id, 0);
        for (var to = 20; to <= 200; to += 20)
        {
            var next = BuiltInFacts.NewDelta();
            next.Reset(LogGenerator.Id, to - 20);
            next.To = to;
            next.SetTail(bytes.AsSpan(to - 20, 20));
            Assert.True(merged.TryMerge(next));
            Assert.True(merged.HasWholeTail);
            Assert.Equal(bytes[Math.Max(0, to - 64)..to], merged.Tail.ToArray());
        }
    }

    private static void AssertLaw(LogText log)
    {
        var end = log.Cuts[^1];
        var whole = LogText.Describe(log.Observe(0, end));
        foreach (var cut in log.Cuts)
        {
            var merged = log.Observe(0, cut);
            Assert.True(merged.TryMerge(log.Observe(cut, end)));
            Assert.Equal(whole, LogText.Describe(merged));
        }
    }
}
