namespace ThreadStore.Transfer;

/// <summary>How an archive is taken into a home.</summary>
public sealed class ThreadImport
{
    /// <summary>Verify the whole archive and say what would become of each thread; change nothing. Default: false.</summary>
    public bool DryRun { get; init; }
}
