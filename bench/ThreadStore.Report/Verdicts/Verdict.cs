namespace ThreadStore.Report.Verdicts;

/// <summary>What became of a figure between two runs.</summary>
internal enum Verdict
{
    /// <summary>No difference that exceeds the noise.</summary>
    Same,

    /// <summary>A difference for the good.</summary>
    Better,

    /// <summary>A difference for the bad.</summary>
    Worse,

    /// <summary>The two cannot be compared, or the noise hides anything but the largest difference.</summary>
    Unknown,
}
