namespace ThreadStore.Search;

/// <summary>A rollout that was not searched to its end.</summary>
/// <param name="Thread">The thread.</param>
/// <param name="Path">The file, relative to the home.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedRollout(ThreadId Thread, string Path, string Reason);
