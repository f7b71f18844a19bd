namespace ThreadStore.Fuzz;

/// <summary>The names under which targets count lines, so that a run can say how many were valid.</summary>
internal static class LineCounts
{
    internal const string All = "lines";
    internal const string Valid = "valid lines";
}
