using System;

namespace ThreadStore.Fuzz;

/// <summary>One part of the product, and the laws that no input may break.</summary>
internal abstract class FuzzTarget : IDisposable
{
    /// <summary>The name on the command line; part of what an input is made of.</summary>
    internal abstract string Name { get; }

    /// <summary>How many of a thousand inputs are its own.</summary>
    internal abstract int Share { get; }

    /// <summary>How many inputs there are at all, which each run tries first and while nothing else is tried; -1 for any number.</summary>
    internal virtual int FixedInputs => -1;

    /// <summary>True when two inputs at a time would see each other.</summary>
    internal virtual bool IsAlone => false;

    /// <summary>Makes an input and tries it; throws when a law is broken, or whatever the product must not throw.</summary>
    internal abstract void Try(FuzzRandom random, FuzzTally tally);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
