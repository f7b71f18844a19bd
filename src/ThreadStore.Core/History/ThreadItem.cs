using System;

namespace ThreadStore.History;

/// <summary>One item of a turn: a message, a command that ran, a change of files, …</summary>
public sealed record ThreadItem
{
    /// <summary>The item's id, unique in its turn.</summary>
    public required string Id { get; init; }

    /// <summary>What it is, in Codex's terms: <c>userMessage</c>, <c>agentMessage</c>, <c>reasoning</c>, <c>commandExecution</c>, …</summary>
    public required string Type { get; init; }

    /// <summary>The turn that it belongs to. It may be one that no line of the log begins or ends: then it is in no list of turns.</summary>
    public required string TurnId { get; init; }

    /// <summary>The item as one UTF-8 JSON object in the shape of <c>thread/items/list</c>.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>When its first line was written; null when the line does not say.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The number of its first line; null in legacy threads.</summary>
    public long? Ordinal { get; init; }

    /// <summary>The thread whose log holds the line: of a fork by reference it may be an ancestor.</summary>
    public required ThreadId Log { get; init; }

    /// <summary>Where its first line starts, in bytes from the start of that log.</summary>
    public required long Offset { get; init; }
}
