using Xunit;

namespace ThreadStore.Measuring;

public sealed class FigureTextTests
{
    [Theory]
    [InlineData(1234, "ns", "1.23 µs")]
    [InlineData(0.25, "us", "250 ns")]
    [InlineData(12_345, "ms", "12.3 s")]
    [InlineData(1234.2, "MB/s", "1,234 MB/s")]
    [InlineData(0, "B", "0 B")]
    [InlineData(0.5, "ns", "0.500 ns")]
    [InlineData(0.0436, "B", "0.0436 B")]
    public void Figure_HasThreeDigitsAndTheUnitThatFits(double value, string unit, string expected) => Assert.Equal(expected, FigureText.Of(value, unit));
}
