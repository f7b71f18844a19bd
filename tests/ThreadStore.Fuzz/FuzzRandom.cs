using System;
using System.Collections.Generic;

namespace ThreadStore.Fuzz;

/// <summary>The choices of one input: a function of its target, seed and number, the same in every run and on every machine.</summary>
/// <remarks>SplitMix64: one add and a mix per number, and any two numbers of inputs start far apart.</remarks>
internal sealed class FuzzRandom
{
    private ulong _state;

    internal FuzzRandom(string target, long seed, long number)
    {
        Number = number;
        var hash = 14695981039346656037UL;
        foreach (var one in target)
        {
            hash = (hash ^ one) * 1099511628211UL;
        }

        _state = Mix(hash ^ Mix((ulong)seed)) + Mix((ulong)number ^ 0x9E3779B97F4A7C15UL);
    }

    /// <summary>The number of the input.</summary>
    internal long Number { get; }

    /// <summary>A number from 0 up to, but not including, the limit.</summary>
    internal int Next(int limit) => (int)(Bits() % (uint)limit);

    /// <summary>A number from the first up to, but not including, the second.</summary>
    internal int Next(int from, int to) => from + Next(to - from);

    /// <summary>True once in so many times.</summary>
    internal bool OneIn(int times) => Next(times) == 0;

    internal ulong Bits()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return Mix(_state);
    }

    internal byte Byte() => (byte)Bits();

    internal T Pick<T>(IReadOnlyList<T> from) => from[Next(from.Count)];

    /// <summary>A length that is small as a rule, and sometimes up to the limit.</summary>
    internal int Length(int limit) => Math.Min(limit, Next(1 << Next(1, 33 - (int)uint.LeadingZeroCount((uint)limit))));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
