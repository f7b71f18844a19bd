using System;

namespace ThreadStore;

/// <summary>What a new thread starts with: the contents of its first line, <c>session_meta</c>.</summary>
public sealed class CreateThreadParams
{
    /// <summary>The id; a new version 7 UUID when null.</summary>
    public ThreadId? Id { get; init; }

    /// <summary>The working directory, absolute. Required unless <see cref="SessionMeta"/> is given.</summary>
    public string? Cwd { get; init; }

    /// <summary>Who starts the thread, in Codex's terms: <c>cli</c>, <c>exec</c>, <c>vscode</c>, …</summary>
    public string Source { get; init; } = "cli";

    /// <summary>What started it, in Codex's terms: <c>user</c>, <c>subagent</c>, …; null = not said.</summary>
    public string? ThreadSource { get; init; }

    /// <summary>The program that starts it.</summary>
    public string Originator { get; init; } = "threadstore";

    /// <summary>The version of that program.</summary>
    public string CliVersion { get; init; } = "";

    /// <summary>The model provider's id; null = not said.</summary>
    public string? ModelProvider { get; init; }

    /// <summary>How the rollout numbers its lines.</summary>
    public HistoryMode HistoryMode { get; init; } = HistoryMode.Paginated;

    /// <summary><c>enabled</c>, <c>disabled</c>, or null = not said.</summary>
    public string? MemoryMode { get; init; }

    /// <summary>The instructions that the thread's turns start from; null = not said.</summary>
    public string? BaseInstructions { get; init; }

    /// <summary>The state of the working copy; null = none.</summary>
    public GitInfo? Git { get; init; }

    /// <summary>The thread this one was forked from; null = none.</summary>
    public ThreadId? ForkedFrom { get; init; }

    /// <summary>The thread that spawned this one; null = none.</summary>
    public ThreadId? Parent { get; init; }

    /// <summary>
    /// An existing <c>session_meta</c> line, for replay and import: written as it is; of the other properties only <see cref="Id"/>
    /// (as a check) and <see cref="CreatedAt"/> count.
    /// </summary>
    public RolloutItem? SessionMeta { get; init; }

    /// <summary>When the thread was created; the store's clock when null.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}
