using Xunit;

namespace ThreadStore.Measuring;

public sealed class GrowthTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void Exponent_OfAPowerLaw_IsItsOwn(double exponent) =>
        Assert.Equal(exponent, Growth.Exponent([(10, 3 * System.Math.Pow(10, exponent)), (1000, 3 * System.Math.Pow(1000, exponent)), (5000, 3 * System.Math.Pow(5000, exponent))])!.Value, 9);

    [Fact]
    public void Exponent_WhereThereIsNone_IsNull()
    {
        Assert.Null(Growth.Exponent([]));
        Assert.Null(Growth.Exponent([(10, 1), (10, 2)]));
        Assert.Null(Growth.Exponent([(10, 0), (20, 2)]));
        Assert.Null(Growth.Exponent([(0, 1), (20, 2)]));
        Assert.Null(Growth.Exponent([(10, double.NaN), (20, 2)]));
    }
}
