namespace ThreadStore.History;

/// <summary>What a line of a legacy thread does, in the order of the lines before it.</summary>
/// <param name="Effect">What it does.</param>
/// <param name="Begins">It begins a turn, before anything else that it does.</param>
/// <param name="Number">Of an item without an id of its own, its number in the thread.</param>
/// <param name="Turn">The turn that a late line names, as it stands in maps.</param>
internal readonly record struct LegacyStep(LegacyEffect Effect, bool Begins = false, int Number = 0, ulong Turn = 0);
