using System;
using Xunit;

namespace ThreadStore.Items;

public class StampTextTests
{
    // Seen to fail: with the digits of the second before kept; with the tens taken for the hundreds.
    [Fact]
    public void Write_AnyTimesOneAfterTheOther_WritesWhatFormatWrites()
    {
        long[] borders = [0, -1, -1000, 999, 1000, long.MinValue, long.MaxValue, TimestampText.MaxMs, TimestampText.MaxMs - 1000, TimestampText.MaxMs + 1, 1_795_241_290_743];
        Span<byte> expected = stackalloc byte[TimestampText.Length];
        Span<byte> written = stackalloc byte[TimestampText.Length];
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var stamp = default(StampText);
            var time = borders[seed % borders.Length];
            for (var i = 0; i < 200; i++)
            {
                TimestampText.Format(expected, time);
                stamp.Write(written, time);
                Assert.True(expected.SequenceEqual(written), $"seed {seed}: {time}");
                time = random.Next(12) == 0 ? borders[random.Next(borders.Length)] : unchecked(time + random.Next(-50, 900));
            }
        }
    }
}
