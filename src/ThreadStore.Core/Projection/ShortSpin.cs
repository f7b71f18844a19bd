using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Projection;

/// <summary>
/// Waits a moment for what is likely to be over at once, before a thread goes to sleep: to be woken takes as long as the commit of a row.
/// </summary>
/// <remarks>
/// Each wait in vain doubles how many later ones are left out, and one that ends in time starts that count anew: whoever flushes a thousand
/// threads at once does not wait a thousand times, nor behind a locked index. With one core nobody waits: what is waited for needs it.
/// Safe from any thread; two at once may count one wait too few, which costs a moment and nothing else.
/// </remarks>
internal sealed class ShortSpin
{
    private const int MaxSkipped = 64;

    // A barrier takes some 30 us where nobody sleeps, half of it the commit of one row: bench/ThreadStore.Compare, append/barrier/p50.
    private static readonly long s_longest = Stopwatch.Frequency / 20_000;
    private static readonly bool s_hasOtherCore = Environment.ProcessorCount > 1;

    private int _skipped;
    private int _toSkip;

    /// <summary>How often it has waited.</summary>
    internal int Waits { get; private set; }

    /// <summary>True when the task has ended, or does within a moment.</summary>
    internal bool Wait(Task task)
    {
        if (task.IsCompleted)
        {
            return true;
        }

        if (_skipped < _toSkip || !s_hasOtherCore)
        {
            _skipped++;
            return false;
        }

        Waits++;
        _skipped = 0;
        var end = Stopwatch.GetTimestamp() + s_longest;
        while (Stopwatch.GetTimestamp() < end)
        {
            Pause();
            if (task.IsCompleted)
            {
                _toSkip = 0;
                return true;
            }
        }

        _toSkip = Math.Min(MaxSkipped, (_toSkip * 2) + 1);
        return false;
    }

    /// <summary>True when that is so, or becomes so within a moment. For one thread that waits for its next work.</summary>
    internal static bool Wait<T>(T waiter, Func<T, bool> isOver)
    {
        if (!s_hasOtherCore)
        {
            return false;
        }

        var end = Stopwatch.GetTimestamp() + s_longest;
        while (!isOver(waiter))
        {
            if (Stopwatch.GetTimestamp() >= end)
            {
                return false;
            }

            Pause();
        }

        return true;
    }

    // The scheduler may have put both sides on one core: without yielding each would wait for the other's wait to end.
    private static void Pause()
    {
        Thread.SpinWait(10);
        Thread.Yield();
    }
}
