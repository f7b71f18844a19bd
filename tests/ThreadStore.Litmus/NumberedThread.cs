using System;
using System.Globalization;
using System.Threading;
using ThreadStore.Log;
using ThreadStore.Projection;

namespace ThreadStore.Litmus;

/// <summary>
/// A thread whose log is numbers: fact n covers the offsets [n-1, n). Published as a live thread publishes, under a gate, and checked
/// by whoever has taken it: every number once, and in order.
/// </summary>
internal sealed class NumberedThread : IHeldTouch
{
    /// <summary>Where the numbers begin: beyond the head that the projector hashes.</summary>
    public const long First = 1024;

    private static readonly int s_tokens = BuiltInFacts.Number("TokensUsed");

    private readonly DeltaPool _deltas;
    private ThreadDelta _current;
    private long _published = First;
    private long _taken = First;
    private bool _isPublishing;

    public NumberedThread(DeltaPool deltas, RolloutPath path)
    {
        _deltas = deltas;
        // Its own in the making, one in the slot, one with the taker, and one that is merged.
        deltas.Reserve(4);
        Projected = new ProjectedThread(path.Id, path, this) { ExpectedEnd = long.MaxValue };
        _current = deltas.TryRent()!;
        _current.Reset(path.Id, First);
    }

    public ProjectedThread Projected { get; }

    /// <summary>The gate of its appenders.</summary>
    public Lock Gate { get; } = new();

    public long Published => Volatile.Read(ref _published);

    /// <summary>The number up to which everything was taken.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>A publisher is between its take and its put, or about to be.</summary>
    public bool IsPublishing => Volatile.Read(ref _isPublishing);

    /// <summary>Publishes the next number and gives it: take, merge, put, then the caller's link.</summary>
    public long Publish(Random dice, Tally tally, Action<ProjectedThread, Random, Tally> link)
    {
        lock (Gate)
        {
            var current = _current;
            current.To++;
            current.Appends++;
            current.Facts.SetNumber(s_tokens, current.To);
            var end = current.To;
            Volatile.Write(ref _isPublishing, true);
            var pending = Projected.Slot.Take();
            Run.Delay(dice);
            if (pending is not null)
            {
                Require(pending.TryMerge(current), $"what was pending ends at {pending.To}, what follows begins at {current.From}");
                Projected.Slot.Put(pending);
            }
            else
            {
                _current = _deltas.TryRent() ?? throw new BrokenLawException("a delta was lost: there is no spare");
                Projected.Slot.Put(current);
            }

            Volatile.Write(ref _isPublishing, false);
            link(Projected, dice, tally);
            _current.Reset(Projected.Id, end);
            Volatile.Write(ref _published, end);
            tally.Add(pending is null ? Seen.PutIntoEmpty : Seen.PutMerged);
            return end;
        }
    }

    /// <summary>Holds a taken delta against the law; the taker says afterwards how far it is with <see cref="Advance"/>.</summary>
    public void Check(ThreadDelta delta)
    {
        Require(delta.From == _taken, $"{_taken} was taken last, the next delta begins at {delta.From}");
        Require(delta.To - delta.From == delta.Appends, $"[{delta.From}, {delta.To}) holds {delta.Appends} numbers");
        Require(delta.Facts.Number(s_tokens) == delta.To, $"[{delta.From}, {delta.To}) says {delta.Facts.Number(s_tokens)}: merged in the wrong order");
    }

    public void Advance(long end) => Volatile.Write(ref _taken, end);

    bool IHeldTouch.TryPublishHeldTouch() => throw new BrokenLawException("no touch was held");

    private static void Require(bool condition, FormattableString message)
    {
        if (!condition)
        {
            throw new BrokenLawException(message.ToString(CultureInfo.InvariantCulture));
        }
    }
}
