using System;
using System.Threading;
using Xunit;

namespace ThreadStore.Buffers;

public class ThreadScratchTests
{
    [Fact]
    public void Grow_KeepsWhatIsUsed_AndTakeGivesBackWhatIsTooLarge()
    {
        var first = ThreadScratch.Take(10);
        Assert.Equal(64 * 1024, first.Length);
        "abc"u8.CopyTo(first);
        var larger = ThreadScratch.Grow(3, 2_000_000);

        Assert.True(larger.Length >= 2_000_000);
        Assert.Equal("abc"u8, larger.AsSpan(0, 3));
        Assert.Equal(64 * 1024, ThreadScratch.Take(10).Length);
    }

    [Fact]
    public void Take_OnTwoThreads_IsTwoBlocks()
    {
        var mine = ThreadScratch.Take(1);
        byte[]? theirs = null;
        var other = new Thread(() => theirs = ThreadScratch.Take(1));
        other.Start();
        other.Join();

        Assert.Same(mine, ThreadScratch.Take(1));
        Assert.NotSame(mine, theirs);
    }
}
