namespace ThreadStore.History;

/// <summary>Where a turn stands.</summary>
/// <param name="Place">The line that makes it.</param>
/// <param name="Index">Its entry in the map of that log.</param>
internal readonly record struct TurnPlace(LinePlace Place, int Index);
