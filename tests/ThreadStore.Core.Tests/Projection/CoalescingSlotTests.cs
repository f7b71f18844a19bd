using Xunit;

namespace ThreadStore.Projection;

/// <summary>The law: one publisher takes, merges and puts back; one taker only takes. So a put never displaces anything.</summary>
public sealed class CoalescingSlotTests
{
    [Fact]
    public void Take_AfterAPut_GivesTheDeltaOnce()
    {
        var slot = new CoalescingSlot();
        var delta = BuiltInFacts.NewDelta();
        slot.Put(delta);

        Assert.True(slot.IsFull);
        Assert.Same(delta, slot.Take());
        Assert.Null(slot.Take());
        Assert.False(slot.IsFull);
    }

#if DEBUG
    [Fact]
    public void Put_IntoAFullSlot_IsAsserted()
    {
        var slot = new CoalescingSlot();
        slot.Put(BuiltInFacts.NewDelta());

        Assert.ThrowsAny<System.Exception>(() => slot.Put(BuiltInFacts.NewDelta()));
    }
#endif
}
