using System;
using BenchmarkDotNet.Attributes;
using ThreadStore.Projection;

namespace ThreadStore.Benchmarks;

/// <summary>What it costs to hand facts over: publishing into an empty slot and into a full one, and taking. On one thread: nobody contends.</summary>
public class CoalescingSlotBench
{
    private readonly CoalescingSlot _empty = new();
    private readonly CoalescingSlot _full = new();
    private ThreadDelta _facts = null!;
    private ThreadDelta _newer = null!;

    /// <summary>A token count, and the one that follows it.</summary>
    [GlobalSetup]
    public void Observe()
    {
        var line = SampleRollouts.LinesOf("token_count")[0];
        _facts = ObservedLine.At(SampleRollouts.FirstThread, 0, line);
        _newer = ObservedLine.At(SampleRollouts.FirstThread, line.Length, line);
        _full.Put(ObservedLine.At(SampleRollouts.FirstThread, 0, line));
        if (!PutAndTake() || !PublishIntoFull())
        {
            throw new InvalidOperationException("the slot lost what was put into it");
        }
    }

    /// <summary>Into an empty slot and out of it again.</summary>
    [Benchmark]
    public bool PutAndTake()
    {
        _empty.Put(_facts);
        return ReferenceEquals(_empty.Take(), _facts);
    }

    /// <summary>What an append does while facts are pending: take, merge, put.</summary>
    [Benchmark]
    public bool PublishIntoFull()
    {
        var pending = _full.Take()!;

        // Pending facts end again where the newer ones start.
        pending.To = _newer.From;
        var isMerged = pending.TryMerge(_newer);
        _full.Put(pending);
        return isMerged;
    }

    /// <summary>What the projector does to a slot that somebody has emptied.</summary>
    [Benchmark]
    public bool TakeNothing() => _empty.Take() is null;
}
