using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace ThreadStore.Litmus;

/// <summary>One part of the program: its threads, how long they go on, and the first law that one of them saw broken.</summary>
internal sealed class Run(string name, int seed, TimeSpan length, long maxRounds)
{
    // Far beyond what any round takes on a machine that is not stopped: this tells a hang, not a speed.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly List<Thread> _threads = [];
    private readonly List<Tally> _tallies = [];
    private readonly List<long[]> _rounds = [];
    private Exception? _broken;

    public string Name => name;

    /// <summary>Rounds are to go on.</summary>
    public bool GoesOn => Volatile.Read(ref _broken) is null && Stopwatch.GetElapsedTime(_begun) < length;

    /// <summary>Rounds of all threads so far.</summary>
    public long Rounds => _rounds.Sum(static rounds => Volatile.Read(ref rounds[0]));

    /// <summary>Starts a thread that plays rounds until the run is over. Its dice are of the seed, the part and its number.</summary>
    public void Start(Action<Random, Tally> round)
    {
        var dice = new Random(HashOf(_threads.Count));
        var tally = new Tally();
        // A cache line of its own.
        var rounds = new long[16];
        _tallies.Add(tally);
        _rounds.Add(rounds);
        _threads.Add(new Thread(() =>
        {
            try
            {
                while (rounds[0] < maxRounds && GoesOn)
                {
                    round(dice, tally);
                    Volatile.Write(ref rounds[0], rounds[0] + 1);
                }
            }
            catch (Exception fault)
            {
                Interlocked.CompareExchange(ref _broken, fault, null);
            }
        })
        { IsBackground = true, Name = $"litmus {name} {_threads.Count}" });
    }

    /// <summary>Lets all threads go, and returns when they have ended; throws what one of them met, or that nothing moved any more.</summary>
    public void Join(Tally total)
    {
        _threads.ForEach(static thread => thread.Start());
        var moved = Stopwatch.GetTimestamp();
        var last = -1L;
        while (!_threads.TrueForAll(static thread => thread.Join(TimeSpan.FromMilliseconds(20))) && Volatile.Read(ref _broken) is null)
        {
            if (Rounds is var now && now != last)
            {
                last = now;
                moved = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(moved) > s_patience)
            {
                throw new BrokenLawException($"no round has ended for {s_patience.TotalSeconds:N0} s");
            }
        }

        _tallies.ForEach(total.Add);
        if (_broken is not null)
        {
            throw _broken as BrokenLawException ?? new BrokenLawException($"a thread met {_broken}");
        }
    }

    /// <summary>Nothing half of the time, else up to some microseconds.</summary>
    public static void Delay(Random dice)
    {
        if (dice.Next(2) == 0)
        {
            Thread.SpinWait(dice.Next(1 << dice.Next(1, 9)));
        }
    }

    /// <summary>A seed of this part's own.</summary>
    public int HashOf(int number) => unchecked((((seed * 31) + name.Length) * 31) + number);
}
