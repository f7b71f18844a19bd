using System;
using System.Numerics;

namespace ThreadStore.Measuring;

/// <summary>
/// Counts durations in log-linear buckets: each power of two is cut into 128, so that a quantile is at most 1/128 above what was recorded, from 1 ns to 18 minutes.
/// </summary>
/// <remarks>
/// Recording is two shifts and an increment, and allocates nothing. Not thread-safe: each thread records into its own one, and <see cref="Add"/>
/// puts them together. The layout is that of HdrHistogram (http://hdrhistogram.org), whose package is not to be had here.
/// </remarks>
public sealed class Histogram
{
    private const int SubBits = 7;
    private const int SubBuckets = 1 << SubBits;
    private const int MaxBits = 40;

    private readonly long[] _counts = new long[((MaxBits - SubBits) + 1) * SubBuckets];

    /// <summary>How many values were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The largest value as it was recorded; 0 when there is none.</summary>
    public long Max { get; private set; }

    /// <summary>Records one duration. Below 0 counts as 0; what is longer than 18 minutes goes into the last bucket, and is still the maximum.</summary>
    public void Record(long nanoseconds)
    {
        var value = Math.Max(0, nanoseconds);
        _counts[Index(value)]++;
        Count++;
        Max = Math.Max(Max, value);
    }

    /// <summary>The smallest value that at least this share of what was recorded does not exceed, as the upper end of its bucket.</summary>
    /// <param name="share">From 0 to 1, such as 0.999.</param>
    /// <exception cref="InvalidOperationException">Nothing was recorded.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is outside of 0 to 1.</exception>
    public long Quantile(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        if (Count == 0)
        {
            throw new InvalidOperationException("nothing was recorded");
        }

        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        for (var index = 0; ; index++)
        {
            rank -= _counts[index];
            if (rank <= 0)
            {
                return Math.Min(Max, UpperEnd(index));
            }
        }
    }

    /// <summary>Takes in all that another one recorded.</summary>
    public void Add(Histogram other)
    {
        for (var index = 0; index < _counts.Length; index++)
        {
            _counts[index] += other._counts[index];
        }

        Count += other.Count;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>Forgets everything, as at the end of a warm-up.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        Max = 0;
    }

    // Values below 128 have a bucket each; above, the highest seven bits below the leading one choose it.
    private static int Index(long value)
    {
        if (value < SubBuckets)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2((ulong)value) - SubBits;
        return shift > MaxBits - SubBits - 1
            ? ((MaxBits - SubBits) * SubBuckets) + SubBuckets - 1
            : ((shift + 1) * SubBuckets) + (int)((value >> shift) & (SubBuckets - 1));
    }

    private static long UpperEnd(int index)
    {
        var shift = (index >> SubBits) - 1;
        return shift < 0 ? index : (((SubBuckets | (index & (SubBuckets - 1))) + 1L) << shift) - 1;
    }
}
