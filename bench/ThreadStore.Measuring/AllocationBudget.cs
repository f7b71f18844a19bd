namespace ThreadStore.Measuring;

/// <summary>What a benchmark may allocate.</summary>
/// <param name="Bytes">Per operation, at most.</param>
/// <param name="IsWarning">More than that is said, but fails nothing: for figures that are not the same in each run.</param>
public sealed record AllocationBudget(long Bytes, bool IsWarning = false);
