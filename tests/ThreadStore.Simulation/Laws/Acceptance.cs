namespace ThreadStore.Simulation.Laws;

/// <summary>What a host was told of a line, or knows of it.</summary>
internal enum Acceptance
{
    /// <summary>It was refused: it is nowhere.</summary>
    Refused,

    /// <summary>Nobody told: the call threw "unknown", or the process died in it.</summary>
    Unknown,

    /// <summary>Buffered: it may die with the process.</summary>
    Buffered,

    /// <summary>In the file: it survives a kill.</summary>
    Written,

    /// <summary>On the platter: it survives a loss of power.</summary>
    Synced,
}
