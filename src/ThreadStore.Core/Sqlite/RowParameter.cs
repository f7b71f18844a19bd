namespace ThreadStore.Sqlite;

/// <summary>
/// The numbers of the parameters that every statement on a projection's row shares, before those of the facts; the emitted SQL has the same.
/// </summary>
internal static class RowParameter
{
    /// <summary>The 16 bytes of the thread's id.</summary>
    public const int Id = 1;

    /// <summary>The offset that the row must stand at; read by the updates only.</summary>
    public const int FromOffset = 2;

    /// <summary>The offset that the row stands at afterwards.</summary>
    public const int ToOffset = 3;

    /// <summary>Hash of the log's first bytes.</summary>
    public const int LogHead = 4;

    /// <summary>Hash of the bytes before the offset.</summary>
    public const int LogTail = 5;

    /// <summary>Relative to the home; read by the insert only.</summary>
    public const int RolloutPath = 6;

    /// <summary>From the path's directory, 0 or 1; read by the insert only.</summary>
    public const int Archived = 7;
}
