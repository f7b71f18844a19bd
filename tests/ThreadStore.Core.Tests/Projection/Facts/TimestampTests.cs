using Xunit;

namespace ThreadStore.Projection;

/// <summary>Seen to fail with the text that the compiler makes for a record.</summary>
public class TimestampTests
{
    [Theory]
    [InlineData(1_795_241_243_042, "2026-11-21T06:07:23.042Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999Z")]
    [InlineData(long.MaxValue, "9999-12-31T23:59:59.999Z")]
    public void ToString_AnyTime_IsHowLinesHoldIt(long milliseconds, string expected) =>
        Assert.Equal(expected, Timestamp.FromUnixMilliseconds(milliseconds).ToString());
}
