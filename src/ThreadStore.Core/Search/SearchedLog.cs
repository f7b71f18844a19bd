namespace ThreadStore.Search;

/// <summary>A log that the full-text index has taken in.</summary>
/// <param name="Id">The thread.</param>
/// <param name="RelativePath">Where the log lay, relative to the home.</param>
internal readonly record struct SearchedLog(ThreadId Id, string RelativePath);
