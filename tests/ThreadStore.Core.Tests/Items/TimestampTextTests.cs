using System;
using System.Globalization;
using System.Text;
using Xunit;

namespace ThreadStore.Items;

public class TimestampTextTests
{
    [Fact]
    public void Format_AnyTime_IsWhatDateTimeOffsetWrites()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var ms = random.NextInt64(-62_135_596_800_000, 253_402_300_799_999);
            var expected = DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            var text = Format(ms);
            Assert.Equal(expected, text);
            Assert.True(TimestampText.TryParse(Encoding.UTF8.GetBytes(text), out var parsed));
            Assert.Equal(ms, parsed);
        }
    }

    [Fact]
    public void Format_EveryDayOfFourCenturies_ReadsBack()
    {
        for (var day = new DateTime(1896, 1, 1, 0, 0, 0, DateTimeKind.Utc); day.Year < 2305; day = day.AddDays(1))
        {
            var ms = new DateTimeOffset(day).ToUnixTimeMilliseconds();
            Assert.Equal(day.ToString("yyyy-MM-ddT00:00:00.000Z", CultureInfo.InvariantCulture), Format(ms));
            Assert.True(TimestampText.TryParse(Encoding.UTF8.GetBytes(Format(ms)), out var parsed) && parsed == ms);
        }
    }

    [Theory]
    [InlineData(long.MinValue, "0000-01-01T00:00:00.000Z")]
    [InlineData(long.MaxValue, "9999-12-31T23:59:59.999Z")]
    public void Format_OutOfRange_IsTheNearestTime(long ms, string expected) => Assert.Equal(expected, Format(ms));

    [Theory]
    [InlineData("2026-11-21T06:08:10Z", 1_795_241_290_000)]
    [InlineData("2026-11-21T06:08:10.7Z", 1_795_241_290_700)]
    [InlineData("2026-11-21T06:08:10.74Z", 1_795_241_290_740)]
    [InlineData("2026-11-21T06:08:10.743Z", 1_795_241_290_743)]
    [InlineData("2026-11-21T06:08:10.743999Z", 1_795_241_290_743)]
    [InlineData("2026-11-21T06:08:10.743999999Z", 1_795_241_290_743)]
    [InlineData("2026-11-21t06:08:10.743z", 1_795_241_290_743)]
    [InlineData("2026-11-21T07:38:10.743+01:30", 1_795_241_290_743)]
    [InlineData("2026-11-20T22:08:10.743-08:00", 1_795_241_290_743)]
    [InlineData("2016-12-31T23:59:60Z", 1_483_228_800_000)]
    [InlineData("1969-12-31T23:59:59.999Z", -1)]
    [InlineData("0001-01-01T00:00:00Z", -62_135_596_800_000)]
    [InlineData("2024-02-29T00:00:00Z", 1_709_164_800_000)]
    public void TryParse_Rfc3339_GivesTheMillisecond(string text, long expected)
    {
        Assert.True(TimestampText.TryParse(Encoding.UTF8.GetBytes(text), out var ms));
        Assert.Equal(expected, ms);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-21")]
    [InlineData("2026-11-21T06:08:10")]
    [InlineData("2026-11-21T06:08:10.Z")]
    [InlineData("2026-11-21T06:08:10.1234567890Z")]
    [InlineData("2026-11-21T06:08:10.743")]
    [InlineData("2026-11-21T06:08:10.743+0130")]
    [InlineData("2026-11-21T06:08:10.743+24:00")]
    [InlineData("2026-11-21T06:08:10.743ZZ")]
    [InlineData("2026-13-21T06:08:10.743Z")]
    [InlineData("2026-00-21T06:08:10.743Z")]
    [InlineData("2026-02-29T06:08:10.743Z")]
    [InlineData("2100-02-29T06:08:10.743Z")]
    [InlineData("2026-04-31T06:08:10.743Z")]
    [InlineData("2026-11-00T06:08:10.743Z")]
    [InlineData("2026-11-21T24:08:10.743Z")]
    [InlineData("2026-11-21T06:60:10.743Z")]
    [InlineData("2026-11-21T06:08:61.743Z")]
    [InlineData("x026-11-21T06:08:10.743Z")]
    [InlineData(" 026-11-21T06:08:10.743Z")]
    [InlineData("2026-1/-21T06:08:10.743Z")]
    [InlineData("2026-11-21T06:08:10.743+!1:30")]
    [InlineData("2026-11-21 06:08:10.743Z")]
    [InlineData("2026/11/21T06:08:10.743Z")]
    public void TryParse_AnythingElse_IsFalse(string text) => Assert.False(TimestampText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    private static string Format(long ms)
    {
        Span<byte> text = stackalloc byte[TimestampText.Length];
        TimestampText.Format(text, ms);
        return Encoding.UTF8.GetString(text);
    }
}
