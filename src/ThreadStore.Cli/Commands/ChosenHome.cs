namespace ThreadStore.Cli.Commands;

/// <summary>The home that a command line names, and where its index lies.</summary>
/// <param name="Path">The home directory.</param>
/// <param name="IndexDirectory">A directory set apart for the index; null for the home itself.</param>
/// <param name="AllowNetworkIndex">The index is used also on a file system that several machines may share.</param>
internal sealed record ChosenHome(string Path, string? IndexDirectory = null, bool AllowNetworkIndex = false)
{
    public static implicit operator string(ChosenHome home) => home.Path;

    /// <summary>The home directory.</summary>
    public override string ToString() => Path;
}
