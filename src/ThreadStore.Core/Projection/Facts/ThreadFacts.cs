using System;
using ThreadStore.Projection.Declaring;

namespace ThreadStore.Projection;

/// <summary>The built-in projection: which lines give the columns of a thread's row. Column by column: docs/formats/index-file.md.</summary>
/// <remarks>
/// Every column is a function of the log's bytes alone. What a session_meta says counts only when it is the thread's own: a fork may
/// hold a copy of its parent's.
/// </remarks>
[BuiltInProjection]
[ThreadProjection("threads", Version = 2)]
internal partial struct ThreadFacts
{
    /// <summary>The time in the thread's own session_meta.</summary>
    [Fact(Rule.First, Listed = true)]
    [From("session_meta?id=@thread:timestamp")]
    public partial Timestamp? CreatedAt { get; }

    /// <summary>The newest time of a line that counts as activity.</summary>
    [Fact(Rule.Max)]
    [From("*:@timestamp")]
    public partial Timestamp? UpdatedAt { get; }

    /// <summary>The newest start of a turn, and never before the thread was made.</summary>
    [Fact(Rule.Max, AtLeast = nameof(CreatedAt), Listed = true)]
    [From("event_msg/task_started:@timestamp")]
    public partial Timestamp? RecencyAt { get; }

    [Fact(Rule.Last, RawObjects = true, Room = 64)]
    [From("session_meta?id=@thread:source")]
    public partial Utf8Text Source { get; }

    [Fact(Rule.Last, RawObjects = true, Room = 32)]
    [From("session_meta?id=@thread:thread_source")]
    public partial Utf8Text ThreadSource { get; }

    [Fact(Rule.First, Room = 64)]
    [From("session_meta?id=@thread:originator")]
    public partial Utf8Text Originator { get; }

    [Fact(Rule.Last, Room = 64)]
    [From("session_meta?id=@thread:model_provider")]
    [From("event_msg/thread_settings_applied:thread_settings.model_provider_id")]
    public partial Utf8Text ModelProvider { get; }

    [Fact(Rule.Last, Room = 64)]
    [From("turn_context:model")]
    [From("event_msg/thread_settings_applied:thread_settings.model")]
    public partial Utf8Text Model { get; }

    [Fact(Rule.Last, Room = 32)]
    [From("turn_context:effort")]
    [From("event_msg/thread_settings_applied:thread_settings.reasoning_effort")]
    public partial Utf8Text ReasoningEffort { get; }

    /// <summary>The directory in which the thread was made; that of the newest settings stands over it.</summary>
    [Fact(Rule.First)]
    [From("session_meta?id=@thread:cwd")]
    [From("turn_context:cwd")]
    [From("event_msg/thread_settings_applied:thread_settings.cwd", Replaces = true)]
    public partial Utf8Text Cwd { get; }

    [Fact(Rule.Last, Room = 32)]
    [From("session_meta?id=@thread:cli_version")]
    public partial Utf8Text CliVersion { get; }

    /// <summary>What the user said first, stripped of what an editor put before it.</summary>
    [Fact(Rule.First)]
    public partial Utf8Text Title { get; }

    /// <summary>What lists show: as the title, or that it was an image, or the thread's goal; without one a thread is hidden.</summary>
    [Fact(Rule.First, Listed = true)]
    [From("event_msg/thread_goal_updated:goal.objective")]
    public partial Utf8Text Preview { get; }

    /// <summary>As the title, or that it was an image.</summary>
    [Fact(Rule.First)]
    public partial Utf8Text FirstUserMessage { get; }

    [Fact(Rule.Explicit, Clearable = true)]
    [From("event_msg/thread_name_updated:thread_name", Clears = true)]
    [From("threadstore_metadata?v=1&thread_id=@thread:name", Clears = true)]
    public partial Utf8Text Name { get; }

    /// <summary>The newest total, which counts up by itself.</summary>
    [Fact(Rule.Last, Minimum = 0)]
    [From("event_msg/token_count:info.total_token_usage.total_tokens")]
    public partial long? TokensUsed { get; }

    [Fact(Rule.Last, Clearable = true, Room = 64)]
    [From("session_meta?id=@thread:git.commit_hash")]
    [From("threadstore_metadata?v=1&thread_id=@thread:git.sha", Clears = true)]
    public partial Utf8Text GitSha { get; }

    [Fact(Rule.Last, Clearable = true, Room = 128)]
    [From("session_meta?id=@thread:git.branch")]
    [From("threadstore_metadata?v=1&thread_id=@thread:git.branch", Clears = true)]
    public partial Utf8Text GitBranch { get; }

    [Fact(Rule.Last, Clearable = true, Via = nameof(StripCredentials))]
    [From("session_meta?id=@thread:git.repository_url")]
    [From("threadstore_metadata?v=1&thread_id=@thread:git.origin_url", Clears = true)]
    public partial Utf8Text GitOriginUrl { get; }

    /// <summary>Also from the copied session_meta of a fork: so Codex's own rows have it.</summary>
    [Fact(Rule.Last, Clearable = true, Room = 32)]
    [From("session_meta?id:memory_mode")]
    [From("threadstore_metadata?v=1&thread_id=@thread:memory_mode", Clears = true)]
    public partial Utf8Text MemoryMode { get; }

    /// <summary>The whole map after the newest change, as raw JSON; without labels an empty object.</summary>
    [Fact(Rule.Last, Raw = true, Room = 128)]
    [From("threadstore_metadata?v=1&thread_id=@thread:labels")]
    public partial Utf8Text Labels { get; }

    /// <summary>When the thread was archived, if we did it; it says nothing about where the rollout lies.</summary>
    [Fact(Rule.Last, Clearable = true)]
    [From("threadstore_metadata?v=1&thread_id=@thread:archived_at", Clears = true)]
    public partial Timestamp? ArchivedAt { get; }

    [Fact(Rule.Last, RawObjects = true, Room = 64)]
    [From("turn_context:approval_policy")]
    [From("event_msg/thread_settings_applied:thread_settings.approval_policy")]
    public partial Utf8Text ApprovalMode { get; }

    [Fact(Rule.Last, Raw = true)]
    [From("turn_context:permission_profile")]
    [From("event_msg/thread_settings_applied:thread_settings.permission_profile")]
    public partial Utf8Text SandboxPolicy { get; }

    /// <summary>Rollouts from before there were two modes do not say theirs.</summary>
    [Fact(Rule.First, Room = 16)]
    [From("session_meta?id=@thread:history_mode", Else = "legacy")]
    public partial Utf8Text HistoryMode { get; }

    [Fact(Rule.Last, Room = 64)]
    [From("session_meta?id=@thread:agent_nickname")]
    public partial Utf8Text AgentNickname { get; }

    [Fact(Rule.Last, Room = 64)]
    [From("session_meta?id=@thread:agent_role")]
    public partial Utf8Text AgentRole { get; }

    [Fact(Rule.Last, Room = 128)]
    [From("session_meta?id=@thread:agent_path")]
    public partial Utf8Text AgentPath { get; }

    [Fact(Rule.Last, Room = 40)]
    [From("session_meta?id=@thread:forked_from_id")]
    public partial Utf8Text ForkedFromId { get; }

    [Fact(Rule.Last, Room = 40, Listed = true)]
    [From("session_meta?id=@thread:parent_thread_id")]
    public partial Utf8Text ParentThreadId { get; }

    /// <summary>The parent whose prefix a fork continues.</summary>
    [Fact(Rule.Last, Room = 40)]
    [From("session_meta?id=@thread&history_base.end_byte_offset:history_base.thread_id")]
    public partial Utf8Text HistoryBaseThreadId { get; }

    /// <summary>Where that prefix ends.</summary>
    [Fact(Rule.Last)]
    [From("session_meta?id=@thread&history_base.thread_id:history_base.end_byte_offset")]
    public partial long? HistoryBaseEnd { get; }

    private static int StripCredentials(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return OriginUrl.StripCredentials(destination[..text.Length]);
    }
}
