using System;
using System.Collections.Generic;

namespace ThreadStore;

/// <summary>What the index knows of one thread: every column, with the defaults filled in.</summary>
public sealed record StoredThread
{
    /// <summary>The memory mode of a thread whose log says nothing about it.</summary>
    public const string DefaultMemoryMode = "enabled";

    /// <summary>The approval mode of a thread whose log says nothing about it.</summary>
    public const string DefaultApprovalMode = "on-request";

    /// <summary>The sandbox policy of a thread whose log says nothing about it: everything may be read, and nothing else is permitted.</summary>
    public const string DefaultSandboxPolicy =
        """{"type":"managed","file_system":{"type":"restricted","entries":[{"path":{"type":"special","value":{"kind":"root"}},"access":"read"}]},"network":"restricted"}""";

    /// <summary>The history mode of a thread whose log says nothing about it.</summary>
    public const string DefaultHistoryMode = "legacy";

    /// <summary>The thread's id.</summary>
    public required ThreadId Id { get; init; }

    /// <summary>The rollout file, relative to the home; empty in a store that keeps no files.</summary>
    public required string RolloutPath { get; init; }

    /// <summary>True when the rollout lies in the archive.</summary>
    public bool Archived { get; init; }

    /// <summary>How far the log is in this row: bytes from its start.</summary>
    public long LogOffset { get; init; }

    /// <summary>When the thread was made, in milliseconds since the Unix epoch; null when the log does not say.</summary>
    public long? CreatedAtMs { get; init; }

    /// <summary>The time of the newest line, in milliseconds since the Unix epoch.</summary>
    public long? UpdatedAtMs { get; init; }

    /// <summary>When the newest turn began, in milliseconds since the Unix epoch; before the first turn, when the thread was made.</summary>
    public long? RecencyAtMs { get; init; }

    /// <summary>
    /// When the thread was archived, in milliseconds since the Unix epoch: as its log says, or <see cref="UpdatedAtMs"/> when a program
    /// archived it that leaves no word; null while it is not archived.
    /// </summary>
    public long? ArchivedAtMs { get; init; }

    /// <summary><see cref="CreatedAtMs"/> as a date; null when there is none.</summary>
    public DateTimeOffset? CreatedAt => ToTime(CreatedAtMs);

    /// <summary><see cref="UpdatedAtMs"/> as a date; null when there is none.</summary>
    public DateTimeOffset? UpdatedAt => ToTime(UpdatedAtMs);

    /// <summary><see cref="RecencyAtMs"/> as a date; null when there is none.</summary>
    public DateTimeOffset? RecencyAt => ToTime(RecencyAtMs);

    /// <summary><see cref="ArchivedAtMs"/> as a date; null when there is none.</summary>
    public DateTimeOffset? ArchivedAt => ToTime(ArchivedAtMs);

    /// <summary>Where the session came from: a word, or raw JSON when the log holds an object.</summary>
    public string? Source { get; init; }

    /// <summary>What made the thread within its source.</summary>
    public string? ThreadSource { get; init; }

    /// <summary>The program that made the thread.</summary>
    public string? Originator { get; init; }

    /// <summary>The provider of the model.</summary>
    public string? ModelProvider { get; init; }

    /// <summary>The model of the newest turn.</summary>
    public string? Model { get; init; }

    /// <summary>The reasoning effort of the newest turn.</summary>
    public string? ReasoningEffort { get; init; }

    /// <summary>The working directory of the newest settings; before any, the one in which the thread was made.</summary>
    public string? Cwd { get; init; }

    /// <summary>The version of the program that wrote last.</summary>
    public string? CliVersion { get; init; }

    /// <summary>The first words of the user.</summary>
    public string? Title { get; init; }

    /// <summary>The name that somebody gave: the newest of the thread's own log and the home's <c>session_index.jsonl</c>.</summary>
    public string? Name { get; init; }

    /// <summary>What lists show of the thread; a thread without it is hidden.</summary>
    public string? Preview { get; init; }

    /// <summary>The first message of the user.</summary>
    public string? FirstUserMessage { get; init; }

    /// <summary>Tokens used so far; 0 when the log does not say.</summary>
    public long TokensUsed { get; init; }

    /// <summary>The commit on which the work started.</summary>
    public string? GitSha { get; init; }

    /// <summary>The branch on which the work started.</summary>
    public string? GitBranch { get; init; }

    /// <summary>The origin's URL, without credentials.</summary>
    public string? GitOriginUrl { get; init; }

    /// <summary>Whether the thread may feed memories.</summary>
    public string MemoryMode { get; init; } = DefaultMemoryMode;

    /// <summary>Free key-values that somebody set; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ThreadLabels.None;

    /// <summary>When approval is asked for: a word, or raw JSON when the log holds an object.</summary>
    public string ApprovalMode { get; init; } = DefaultApprovalMode;

    /// <summary>What the sandbox permits, as raw JSON.</summary>
    public string SandboxPolicy { get; init; } = DefaultSandboxPolicy;

    /// <summary>How the rollout numbers its lines.</summary>
    public string HistoryMode { get; init; } = DefaultHistoryMode;

    /// <summary>The nickname of the agent whose thread this is.</summary>
    public string? AgentNickname { get; init; }

    /// <summary>The role of the agent whose thread this is.</summary>
    public string? AgentRole { get; init; }

    /// <summary>The path of the agent whose thread this is.</summary>
    public string? AgentPath { get; init; }

    /// <summary>The thread that this one was forked from, as the log spells it.</summary>
    public string? ForkedFromId { get; init; }

    /// <summary>The thread that started this one, as the log spells it.</summary>
    public string? ParentThreadId { get; init; }

    /// <summary>Names the thread and nothing that was said in it: this text ends up in logs.</summary>
    public override string ToString() => $"thread {Id}";

    private static DateTimeOffset? ToTime(long? ms) =>
        ms is >= -62135596800000 and <= 253402300799999 ? DateTimeOffset.FromUnixTimeMilliseconds(ms.Value) : null;
}
