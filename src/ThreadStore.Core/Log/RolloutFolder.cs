using System;

namespace ThreadStore.Log;

/// <summary>A folder that holds rollouts.</summary>
/// <param name="Path">Relative to the home.</param>
/// <param name="ChangedAt">When a file in it last appeared or vanished.</param>
internal readonly record struct RolloutFolder(string Path, DateTime ChangedAt);
