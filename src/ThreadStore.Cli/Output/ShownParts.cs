using System;

namespace ThreadStore.Cli.Output;

/// <summary>What is shown of a thread beside its row.</summary>
[Flags]
internal enum ShownParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The lines of its rollout.</summary>
    History = 1,

    /// <summary>Its turns.</summary>
    Turns = 2,

    /// <summary>Its items.</summary>
    Items = 4,

    /// <summary>Its turns with all their items.</summary>
    FullTurns = 8,
}
