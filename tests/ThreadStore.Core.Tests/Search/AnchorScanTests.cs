using System;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Search;

/// <summary>
/// Law: every variant finds the place that a loop over the bytes finds, for any bytes, range and anchor. Seen to fail with the tail behind the last
/// block left out, with the second load at the same byte as the first, and with the escapes left out.
/// </summary>
public sealed class AnchorScanTests
{
    [Fact]
    public void Find_AnyBytes_GivesThePlaceThatALoopGives()
    {
        var letters = "aAbB\\u.."u8;
        var found = 0;
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(1, 200)];
            var isSparse = random.Next(2) == 0;
            foreach (ref var value in bytes.AsSpan())
            {
                value = isSparse && random.Next(20) != 0 ? (byte)'.' : letters[random.Next(letters.Length)];
            }

            var anchor = random.Next(3) switch
            {
                0 => new TermAnchor((byte)'a', 0x20, (byte)'b', 0x20, 0, 0),
                1 => new TermAnchor((byte)'A', 0, (byte)'b', 0, 0, 0),
                _ => new TermAnchor((byte)'b', 0x20, 0xff, 0xff, 0, 0),
            };
            var from = random.Next(bytes.Length);
            var to = random.Next(from, bytes.Length + 1);
            var expected = Slow(bytes, from, to, anchor);
            found += expected >= 0 ? 1 : 0;
            foreach (var kernel in Kernels.All)
            {
                Assert.Equal(expected, AnchorScan.Find(bytes, from, to, anchor, kernel));
            }
        }

        Assert.InRange(found, 5_000, 19_000);
    }

    private static int Slow(byte[] bytes, int from, int to, TermAnchor anchor)
    {
        for (var at = from; at < to; at++)
        {
            var pair = (First: bytes[at], Second: at + 1 < bytes.Length ? bytes[at + 1] : 0);
            if (pair is ((byte)'\\', (byte)'u'))
            {
                return at;
            }

            if ((pair.First | anchor.FirstMask) == anchor.First && (anchor.SecondMask == 0xff || (pair.Second | anchor.SecondMask) == anchor.Second))
            {
                return at;
            }
        }

        return -1;
    }
}
