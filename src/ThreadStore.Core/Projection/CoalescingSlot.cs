using System.Diagnostics;
using System.Threading;

namespace ThreadStore.Projection;

/// <summary>The one place between a thread's appender and the projector: holds at most one delta, never a queue.</summary>
/// <remarks>
/// One publisher (the holder of the thread's append gate), one taker (the projector).
/// Publisher: 1. <see cref="Take"/> what is pending. 2. Merge the new facts into it. 3. <see cref="Put"/> it back.
/// Taker: <see cref="Take"/>, and never puts: a delta whose apply failed stays in a field of the projector's.
/// Between 1 and 3 only the taker could touch the slot, and it only empties it: a put displaces nothing.
/// </remarks>
internal sealed class CoalescingSlot
{
    private ThreadDelta? _delta;

    /// <summary>True when a delta is pending at this instant.</summary>
    internal bool IsFull => Volatile.Read(ref _delta) is not null;

    /// <summary>Takes what is pending, or null. Full fence: pairs with the exchange in <see cref="Put"/>.</summary>
    internal ThreadDelta? Take() => Interlocked.Exchange(ref _delta, null);

    /// <summary>Makes the delta pending. Full fence: its contents are visible to whoever takes it.</summary>
    internal void Put(ThreadDelta delta)
    {
        var displaced = Interlocked.Exchange(ref _delta, delta);
        Debug.Assert(displaced is null, "a put displaced a delta: the slot has a second publisher");
    }
}
