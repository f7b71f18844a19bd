namespace ThreadStore.Report.Verdicts;

/// <summary>One figure of two runs.</summary>
/// <param name="Verdict">What became of it.</param>
/// <param name="Factor">After divided by before; null when there is no such number.</param>
/// <param name="Threshold">What a difference had to exceed, as a share; null when nothing was weighed.</param>
/// <param name="Why">Why nothing can be said; null otherwise.</param>
internal readonly record struct Change(Verdict Verdict, double? Factor, double? Threshold, string? Why = null);
