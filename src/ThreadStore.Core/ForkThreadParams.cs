namespace ThreadStore;

/// <summary>What a fork starts with where it differs from its parent.</summary>
public sealed class ForkThreadParams
{
    /// <summary>The fork's id; a new version 7 UUID when null.</summary>
    public ThreadId? Id { get; init; }

    /// <summary>
    /// The last turn of the parent that the fork continues: what comes after it is not part of the fork. It must have ended. Null = up to
    /// <see cref="At"/>, or all of it.
    /// </summary>
    public string? LastTurnId { get; init; }

    /// <summary>
    /// The end of a line of the parent, at which the fork begins; within a turn, that turn stays without an end. Journal lines just before
    /// it are the parent's own and not part of the fork. Null = up to <see cref="LastTurnId"/>, or all of it.
    /// </summary>
    public Position? At { get; init; }

    /// <summary>The working directory, absolute; the parent's when null.</summary>
    public string? Cwd { get; init; }

    /// <summary>Who starts the fork, in Codex's terms; the parent's when null.</summary>
    public string? Source { get; init; }

    /// <summary>The program that starts it; the parent's when null.</summary>
    public string? Originator { get; init; }

    /// <summary>The version of that program; the parent's when null.</summary>
    public string? CliVersion { get; init; }
}
