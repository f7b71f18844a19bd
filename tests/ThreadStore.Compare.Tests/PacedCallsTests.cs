using System.Linq;
using ThreadStore.Compare.Append;
using Xunit;

namespace ThreadStore.Compare;

public class PacedCallsTests
{
    [Fact]
    public void Median_OfValuesRoundedToTheClocksSteps_LiesWithinTheStepByItsRank()
    {
        // 30 stands for 25 to 35: one value is below, and the median is one and a half of four into that step.
        double[] values = [20, 30, 30, 30, 30];

        Assert.Equal(25 + (10 * (2.5 - 1) / 4), PacedCalls.Median(values), 6);
    }

    [Fact]
    public void Median_OfEvenlySpreadValues_IsTheirMiddle()
    {
        var values = Enumerable.Range(0, 1_000).Select(static value => (double)value).ToArray();

        Assert.InRange(PacedCalls.Median(values), 499, 501);
    }
}
