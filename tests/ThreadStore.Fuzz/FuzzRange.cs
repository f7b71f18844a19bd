namespace ThreadStore.Fuzz;

/// <summary>Inputs of one target that one thread tries in their order.</summary>
internal readonly record struct FuzzRange(FuzzTarget Target, long First, long Count);
