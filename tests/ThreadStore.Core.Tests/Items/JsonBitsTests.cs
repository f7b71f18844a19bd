using System;
using Xunit;

namespace ThreadStore.Items;

/// <summary>Both masks against their definitions, bit by bit, over blocks that follow each other.</summary>
public class JsonBitsTests
{
    [Fact]
    public void Escaped_BlocksInARow_IsEveryByteAfterAnActiveBackslash()
    {
        var random = new Random(1);
        ulong carry = 0;
        var isEscaped = false;
        for (var block = 0; block < 20_000; block++)
        {
            var backslashes = NextMask(random);
            var escaped = JsonBits.Escaped(backslashes, ref carry);
            for (var bit = 0; bit < 64; bit++)
            {
                Assert.Equal(isEscaped, IsSet(escaped, bit));
                isEscaped = !isEscaped && IsSet(backslashes, bit);
            }
        }
    }

    [Fact]
    public void PrefixXor_AnyBits_IsTheParityUpToEachBit()
    {
        var random = new Random(2);
        for (var block = 0; block < 20_000; block++)
        {
            var bits = NextMask(random);
            var parities = JsonBits.PrefixXor(bits);
            Assert.Equal(parities, JsonBits.PrefixXorByShifts(bits));
            var parity = false;
            for (var bit = 0; bit < 64; bit++)
            {
                parity ^= IsSet(bits, bit);
                Assert.Equal(parity, IsSet(parities, bit));
            }
        }
    }

    private static bool IsSet(ulong bits, int bit) => ((bits >> bit) & 1) != 0;

    // Sparse, even, dense, full and empty masks: runs of every length, over the borders of blocks too.
    private static ulong NextMask(Random random)
    {
        var first = unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue));
        var second = unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue));
        return random.Next(6) switch
        {
            0 => first & second,
            1 => first,
            2 => first | second,
            3 => ulong.MaxValue,
            4 => ~(first & second & (first >> 7) & (second >> 9)),
            _ => 0,
        };
    }
}
