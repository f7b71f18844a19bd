using System;
using System.Collections.Generic;

namespace ThreadStore.Simulation.Disk;

/// <summary>
/// What the platter holds of one file while the page cache holds more: the bytes of the last sync, and the ranges written since. A sync
/// that fails drops the ranges, as Linux does: a later sync that succeeds says nothing about them.
/// </summary>
internal sealed class DurableFile
{
    // Disks write whole sectors; a power loss tears between two of them.
    private const int SectorBytes = 512;

    private readonly List<(long Start, long End)> _dirty = [];
    private byte[] _platter = [];
    private long _length;

    /// <summary>A file that was there when the machine started.</summary>
    public static DurableFile Existing(byte[] bytes) => new() { _platter = bytes, _length = bytes.Length };

    public void Written(long offset, int count)
    {
        if (count > 0)
        {
            _dirty.Add((offset, offset + count));
            _length = Math.Max(_length, offset + count);
        }
    }

    public void Cut(long length)
    {
        _length = length;
        for (var i = _dirty.Count - 1; i >= 0; i--)
        {
            var (start, end) = _dirty[i];
            if (end > length)
            {
                _dirty.RemoveAt(i);
                if (start < length)
                {
                    _dirty.Add((start, length));
                }
            }
        }
    }

    /// <summary>A sync that succeeded.</summary>
    /// <param name="cached">What the file holds as everybody sees it.</param>
    public void Synced(ReadOnlySpan<byte> cached)
    {
        var platter = new byte[_length];
        _platter.AsSpan(0, (int)Math.Min(_platter.Length, _length)).CopyTo(platter);
        foreach (var (start, end) in _dirty)
        {
            cached[(int)start..(int)end].CopyTo(platter.AsSpan((int)start));
        }

        _platter = platter;
        _dirty.Clear();
    }

    /// <summary>A sync that failed: the pages count as clean from here on.</summary>
    public void SyncFailed() => _dirty.Clear();

    /// <summary>What is left after the power was cut; the file is exactly that from here on.</summary>
    /// <param name="cached">What the file held a moment before.</param>
    /// <param name="random">Decides about every sector that was not synced.</param>
    public byte[] LosePower(ReadOnlySpan<byte> cached, Random random)
    {
        var left = new byte[Math.Max(_platter.Length, cached.Length)];
        _platter.CopyTo(left.AsSpan());
        long end = _platter.Length;
        var fate = random.Next(4);
        foreach (var (start, stop) in _dirty)
        {
            var kept = fate switch
            {
                0 => start,
                1 => stop,
                2 => start + random.NextInt64(stop - start + 1),
                _ => -1,
            };
            if (kept >= 0)
            {
                Keep(cached, left, start, kept);
                end = Math.Max(end, kept);
                if (kept < stop && fate is 2)
                {
                    // What follows a torn write was not begun.
                    break;
                }
            }
            else
            {
                end = Math.Max(end, KeepSectors(cached, left, start, stop, random));
            }
        }

        if (_length < _platter.Length && random.Next(2) == 0)
        {
            // A cut that was not synced either.
            end = _length;
        }

        Array.Resize(ref left, (int)end);
        _platter = left;
        _length = end;
        _dirty.Clear();
        return left;
    }

    // Any of the sectors may be missing: a hole of zeros in the middle, or old bytes.
    private static long KeepSectors(ReadOnlySpan<byte> cached, byte[] left, long start, long stop, Random random)
    {
        var end = start;
        for (var sector = start; sector < stop;)
        {
            var next = Math.Min(stop, (sector / SectorBytes + 1) * SectorBytes);
            if (random.Next(4) != 0)
            {
                Keep(cached, left, sector, next);
                end = next;
            }

            sector = next;
        }

        return end;
    }

    private static void Keep(ReadOnlySpan<byte> cached, byte[] left, long start, long stop) =>
        cached[(int)start..(int)stop].CopyTo(left.AsSpan((int)start));
}
