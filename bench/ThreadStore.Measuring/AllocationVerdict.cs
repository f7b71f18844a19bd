namespace ThreadStore.Measuring;

/// <summary>A benchmark's figure beside its budget.</summary>
/// <param name="Name">The benchmark's full name.</param>
/// <param name="Measured">Bytes per operation; null when there is no such benchmark.</param>
/// <param name="Budget">What it may allocate; null when nobody said.</param>
public sealed record AllocationVerdict(string Name, long? Measured, AllocationBudget? Budget)
{
    /// <summary>How the two stand.</summary>
    public AllocationVerdictKind Kind => (Measured, Budget) switch
    {
        (_, null) => AllocationVerdictKind.NoBudget,
        (null, _) => AllocationVerdictKind.NoBenchmark,
        ({ } measured, { } budget) when measured <= budget.Bytes => AllocationVerdictKind.Within,
        _ => AllocationVerdictKind.Exceeded,
    };

    /// <summary>True when the check as a whole has failed.</summary>
    public bool IsFailure => Kind switch
    {
        AllocationVerdictKind.Within => false,
        AllocationVerdictKind.Exceeded => !Budget!.IsWarning,
        _ => true,
    };
}

/// <summary>How a figure stands to its budget.</summary>
public enum AllocationVerdictKind
{
    /// <summary>It does not exceed it.</summary>
    Within,

    /// <summary>It exceeds it.</summary>
    Exceeded,

    /// <summary>There is a figure and no budget.</summary>
    NoBudget,

    /// <summary>There is a budget and no figure.</summary>
    NoBenchmark,
}
