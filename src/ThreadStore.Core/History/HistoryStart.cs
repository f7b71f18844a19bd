namespace ThreadStore.History;

/// <summary>Where a history reader starts, and which way it goes.</summary>
public enum HistoryStart
{
    /// <summary>At the first line, oldest first.</summary>
    Beginning,

    /// <summary>At the newest <c>compacted</c> line, oldest first; at the first line when there is none.</summary>
    LastCompaction,

    /// <summary>At the last line, newest first.</summary>
    End,
}
