using System;

namespace ThreadStore;

/// <summary>What a delete does beyond the plain case.</summary>
[Flags]
public enum DeleteThreadOptions
{
    /// <summary>A thread whose log others continue is not deleted.</summary>
    None = 0,

    /// <summary>Also when forks continue the thread's log: they keep their own lines, and lose what came before them.</summary>
    EvenIfForked = 1,
}
