using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;

namespace ThreadStore.Fuzz;

/// <summary>What a target met: how often each thing, and the most memory that one input took.</summary>
internal sealed class FuzzTally
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private long _inputs;
    private long _milliseconds;
    private long _mostBytes;

    internal long Inputs => Volatile.Read(ref _inputs);

    internal void Add(long inputs, TimeSpan took)
    {
        Interlocked.Add(ref _inputs, inputs);
        Interlocked.Add(ref _milliseconds, (long)took.TotalMilliseconds);
    }

    internal void Count(string what, long times = 1)
    {
        lock (_gate)
        {
            _counts[what] = _counts.GetValueOrDefault(what) + times;
        }
    }

    /// <summary>Holds what an input allocated in the product against its bound.</summary>
    internal void Allocated(long before, long bound, string what)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        if (bytes > bound)
        {
            throw new BrokenLawException($"{what}: {bytes:N0} bytes allocated, the bound is {bound:N0}");
        }

        lock (_gate)
        {
            _mostBytes = Math.Max(_mostBytes, bytes);
        }
    }

    internal long Of(string what)
    {
        lock (_gate)
        {
            return _counts.GetValueOrDefault(what);
        }
    }

    /// <summary>One line for a person.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            var counts = string.Join(", ", _counts.Select(static count => string.Create(CultureInfo.InvariantCulture, $"{count.Value:N0} {count.Key}")));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{_inputs,8:N0} inputs {_milliseconds / 1000.0,7:N1} s{(_mostBytes > 0 ? $", at most {_mostBytes:N0} B allocated by one" : "")}{(counts.Length > 0 ? ": " : "")}{counts}");
        }
    }
}
