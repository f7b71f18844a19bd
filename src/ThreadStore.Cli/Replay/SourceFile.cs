namespace ThreadStore.Cli.Replay;

/// <summary>A rollout that a command line names.</summary>
/// <param name="Path">The file.</param>
/// <param name="IsNamed">The command line names it itself; else it was found below a directory, and one among many.</param>
internal readonly record struct SourceFile(string Path, bool IsNamed);
