using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading;

namespace ThreadStore.Tracing;

/// <summary>A fixed ring of span records: any number of writers, none of which ever waits, and readers that never see a half-written record.</summary>
/// <remarks>
/// Every record that is to be written has a ticket 0, 1, 2, …; its place is the ticket modulo the capacity. A place's stamp is 0 at first,
/// <c>2·ticket + 1</c> while that ticket's record is being written, <c>2·ticket + 2</c> when it is whole: odd means "hands off".
/// <para>Writer:</para>
/// <list type="number">
/// <item>Takes a ticket by an interlocked increment.</item>
/// <item>Reads the stamp of its place. Odd: a writer that was overtaken by a whole round is still at it. Newer than its own: it was overtaken
/// itself. Either way the record is counted as lost; nobody waits.</item>
/// <item>Exchanges the stamp it saw for its odd one. Failed: another writer was quicker; lost. From here the place is its own. The exchange is a
/// full fence: no write of step 4 is visible before the odd stamp (pairs with the reader's step 3).</item>
/// <item>Writes the fields.</item>
/// <item>Writes the even stamp with release: whoever reads it sees the fields of step 4 (pairs with the reader's step 1).</item>
/// </list>
/// <para>Reader, for a ticket:</para>
/// <list type="number">
/// <item>Reads the stamp with acquire. Not that ticket's even one: not written yet, being written, or overwritten.</item>
/// <item>Copies the fields.</item>
/// <item>A read barrier, then the stamp again: if a field of the copy was a later writer's, that writer's odd stamp, or a newer one, is seen.
/// Another stamp than in step 1: the copy is thrown away.</item>
/// </list>
/// </remarks>
internal sealed class SpanRing
{
    private readonly SpanRecord[] _records;
    private readonly int _mask;

    // any (Interlocked)
    private PaddedCounter _tickets;
    private PaddedCounter _lost;

    internal SpanRing(int capacity)
    {
        _records = new SpanRecord[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _mask = _records.Length - 1;
    }

    /// <summary>How many records it holds at most.</summary>
    internal int Capacity => _records.Length;

    /// <summary>How many records were to be written since it was made.</summary>
    internal long Written => Volatile.Read(ref _tickets.Value);

    /// <summary>How many of them were given up because of a writer a whole round away.</summary>
    internal long Lost => Volatile.Read(ref _lost.Value);

    /// <summary>Writes a record over the oldest one.</summary>
    internal void Write(ref readonly SpanRecord span)
    {
        var ticket = TakeTicket();
        if (!TryClaim(ticket))
        {
            Interlocked.Increment(ref _lost.Value);
            return;
        }

        At(ticket).TakeOver(in span);
        Publish(ticket);
    }

    /// <summary>Copies the record of a ticket. False: it is not there, or not any more.</summary>
    internal bool TryRead(long ticket, out SpanRecord copy)
    {
        copy = default;
        if (!IsWhole(ticket))
        {
            return false;
        }

        copy = At(ticket);
        return IsStillWhole(ticket);
    }

    /// <summary>Writer's step 1.</summary>
    internal long TakeTicket() => Interlocked.Increment(ref _tickets.Value) - 1;

    /// <summary>Writer's steps 2 and 3.</summary>
    internal bool TryClaim(long ticket)
    {
        ref var stamp = ref At(ticket).Stamp;
        var seen = Volatile.Read(ref stamp);
        return (seen & 1) == 0 && seen < WholeStamp(ticket) && Interlocked.CompareExchange(ref stamp, WholeStamp(ticket) - 1, seen) == seen;
    }

    /// <summary>Writer's step 5.</summary>
    internal void Publish(long ticket) => Volatile.Write(ref At(ticket).Stamp, WholeStamp(ticket));

    /// <summary>Reader's step 1.</summary>
    internal bool IsWhole(long ticket) => Volatile.Read(ref At(ticket).Stamp) == WholeStamp(ticket);

    /// <summary>Reader's step 3.</summary>
    internal bool IsStillWhole(long ticket)
    {
        Volatile.ReadBarrier();
        return Volatile.Read(ref At(ticket).Stamp) == WholeStamp(ticket);
    }

    /// <summary>The place of a ticket.</summary>
    internal ref SpanRecord At(long ticket) => ref _records[(int)(ticket & _mask)];

    private static long WholeStamp(long ticket) => (2 * ticket) + 2;

    // Alone on its cache line and the one that is fetched with it: every writer of every thread moves it.
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct PaddedCounter
    {
        [FieldOffset(128)]
        public long Value;
    }
}
