namespace ThreadStore.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCodes
{
    /// <summary>All is well.</summary>
    internal const int Fine = 0;

    /// <summary>The tool did its work and found differences.</summary>
    internal const int Differences = 1;

    /// <summary>Bad use, a failure, or a cancelled run; one line on the error stream says which.</summary>
    internal const int Failed = 2;
}
