using System;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>Law: who waits in vain waits less and less often, and never changes what he waits for.</summary>
public sealed class ShortSpinTests
{
    [Fact]
    public void Wait_ForWhatHasEnded_DoesNotWait()
    {
        var spin = new ShortSpin();
        Assert.True(spin.Wait(Task.CompletedTask));
        Assert.True(spin.Wait(Task.FromException(new InvalidOperationException())));
        Assert.Equal(0, spin.Waits);
    }

    // Seen to fail: with every wait waited out.
    [Fact]
    public void Wait_InVainAThousandTimes_WaitsAFewTimes()
    {
        var spin = new ShortSpin();
        var never = new TaskCompletionSource().Task;
        for (var i = 0; i < 1000; i++)
        {
            Assert.False(spin.Wait(never));
        }

        Assert.InRange(spin.Waits, 0, 22);
        Assert.Equal(Environment.ProcessorCount > 1, spin.Waits > 0);
    }

    [Fact]
    public void Wait_OfAThreadForItsWork_EndsWhenItIsThere_OrAfterAMoment()
    {
        Assert.Equal(Environment.ProcessorCount > 1, ShortSpin.Wait(1, static _ => true));
        Assert.False(ShortSpin.Wait(1, static _ => false));
    }
}
