using System;
using System.Globalization;
using System.Threading;
using ThreadStore.Log;
using ThreadStore.Projection;

namespace ThreadStore.Litmus;

/// <summary>The real slots and the real ready list between two appenders and a taker that never sleeps.</summary>
internal sealed class SlotHammer
{
    private const int Threads = 3;

    private readonly ReadyList _ready = new();
    private readonly DeltaPool _deltas = new(64, ComposedProjection.BuiltInOnly);
    private readonly NumberedThread[] _threads = new NumberedThread[Threads];
    private long _looks;
    private bool _isVisiting;
    private int _appending = 2;

    private SlotHammer()
    {
        for (var i = 0; i < Threads; i++)
        {
            _threads[i] = new NumberedThread(_deltas, RolloutPath.New(ThreadId.New(TimeProvider.System), DateTime.UnixEpoch));
        }
    }

    /// <summary>Plays until the run is over.</summary>
    public static void Play(Run run, Tally total)
    {
        var hammer = new SlotHammer();
        run.Start(hammer.Append);
        run.Start(hammer.Append);
        var taker = new Thread(() => hammer.Take(new Random(run.HashOf(-1)), total)) { IsBackground = true, Name = "litmus taker" };
        taker.Start();
        try
        {
            run.Join(total);
        }
        finally
        {
            Volatile.Write(ref hammer._appending, 0);
            taker.Join();
        }

        if (hammer._broken is { } broken)
        {
            throw broken;
        }

        foreach (var thread in hammer._threads)
        {
            hammer.CheckTaken(thread, thread.Published);
        }
    }

    private BrokenLawException? _broken;

    // A burst on threads of chance, then a wait: so that every link is once the last for a while, and must not be lost.
    private void Append(Random dice, Tally tally)
    {
        for (var left = dice.Next(1, 16); left > 0; left--)
        {
            var thread = _threads[dice.Next(Threads)];
            var end = thread.Publish(dice, tally, Link);
            Run.Delay(dice);
            if (left == 1)
            {
                Wait(thread, end);
            }
        }
    }

    private void Link(ProjectedThread thread, Random dice, Tally tally)
    {
        Run.Delay(dice);
        var wasVisiting = Volatile.Read(ref _isVisiting);
        var isLinked = _ready.TryLink(thread);
        tally.Add(isLinked ? Seen.LinkWon : Seen.LinkFound);
        if (isLinked && wasVisiting)
        {
            tally.Add(Seen.LinkDuringVisit);
        }
    }

    private void Wait(NumberedThread thread, long end)
    {
        var spins = new SpinWait();
        while (thread.Taken < end && Volatile.Read(ref _broken) is null)
        {
            // Sleeps after a while: on a busy machine the taker needs the core.
            spins.SpinOnce();
            if (spins.Count > 40)
            {
                spins.Reset();
                CheckTaken(thread, end);
            }
        }

        if (Volatile.Read(ref _broken) is { } broken)
        {
            throw broken;
        }
    }

    // Under the gate nobody links: two whole looks of the taker later everything that was linked is taken.
    private void CheckTaken(NumberedThread thread, long end)
    {
        lock (thread.Gate)
        {
            var spins = new SpinWait();
            var looks = Volatile.Read(ref _looks);
            while (_appending > 0 && Volatile.Read(ref _looks) < looks + 2 && Volatile.Read(ref _broken) is null)
            {
                spins.SpinOnce();
            }

            if (thread.Taken < end && Volatile.Read(ref _broken) is null)
            {
                throw new BrokenLawException(string.Create(
                    CultureInfo.InvariantCulture, $"{end} was published, {thread.Taken} was taken last, slot full: {thread.Projected.Slot.IsFull}, linked: {thread.Projected.Linked}"));
            }
        }
    }

    private void Take(Random dice, Tally total)
    {
        var tally = new Tally();
        var looks = 0;
        try
        {
            do
            {
                var visitor = new Visitor(this, dice, tally);
                _ready.TakeAll(ref visitor);
                Volatile.Write(ref _isVisiting, false);
                Volatile.Write(ref _looks, _looks + 1);
                Run.Delay(dice);
                if (++looks % 64 == 0)
                {
                    // On a busy machine the appenders need the core.
                    Thread.Yield();
                }
            }
            while (Volatile.Read(ref _appending) > 0 || _ready.HasNodes);
        }
        catch (Exception fault)
        {
            Volatile.Write(ref _broken, fault as BrokenLawException ?? new BrokenLawException($"the taker met {fault}"));
        }

        total.Add(tally);
    }

    // As the projector: the flag is cleared, then the slot is looked at, then taken. No delay before the look: it would be a fence.
    private void Visit(ProjectedThread projected, Random dice, Tally tally)
    {
        var isFull = projected.Slot.IsFull;
        Volatile.Write(ref _isVisiting, true);
        var thread = Array.Find(_threads, one => one.Projected == projected)!;
        if (!isFull)
        {
            tally.Add(thread.IsPublishing ? Seen.EmptyWhilePublishing : Seen.EmptyAlreadyTaken);
            return;
        }

        Run.Delay(dice);
        if (projected.Slot.Take() is { } delta)
        {
            var end = delta.To;
            thread.Check(delta);
            _deltas.Return(delta);
            thread.Advance(end);
        }
        else
        {
            tally.Add(Seen.EmptyWhilePublishing);
        }
    }

    private readonly struct Visitor(SlotHammer hammer, Random dice, Tally tally) : IReadyVisitor
    {
        public void Visit(ReadyNode node) => hammer.Visit((ProjectedThread)node, dice, tally);
    }
}
