using System;
using System.Collections.Generic;

namespace ThreadStore.History;

/// <summary>One turn: what the user said, and what came of it.</summary>
public sealed record ThreadTurn
{
    /// <summary>The turn's id, unique in its thread.</summary>
    public required string Id { get; init; }

    /// <summary>The turn that it was started by, which is itself when nobody else's turn started it; null when the log does not say.</summary>
    public string? RootId { get; init; }

    /// <summary>How it stands.</summary>
    public required TurnStatus Status { get; init; }

    /// <summary>Why it failed, as one JSON object in the shape of <c>thread/turns/list</c>; null when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>When it began, in whole seconds; null when the log does not say.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, in whole seconds; null while it has not, or when the log does not say.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>How long it took by its own account; null when the log does not say.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Its items in the order of the log, as far as the query asked for them.</summary>
    public required IReadOnlyList<ThreadItem> Items { get; init; }
}
