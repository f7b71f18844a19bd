namespace ThreadStore;

/// <summary>What has happened to a line when an append returns.</summary>
public enum Durability
{
    /// <summary>Copied into the thread's buffer; a drainer writes it within about a millisecond. Does not survive a process kill.</summary>
    Buffered,

    /// <summary>In the rollout file by one <c>write(2)</c>. Survives a process kill, not a power loss. The default.</summary>
    Written,

    /// <summary>On disk: covered by a completed <c>fdatasync(2)</c>. Survives a power loss.</summary>
    Synced,
}
