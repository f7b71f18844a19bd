using System;
using ThreadStore.Projection;

namespace ThreadStore.Queries;

/// <summary>What a thread's two rows hold, and what that means to lists: the model that their answers are held against.</summary>
internal sealed record GivenThread
{
    /// <summary>The columns that order a list.</summary>
    public static (FactColumn<RunFacts> Column, Func<GivenThread, long?> Value)[] Ordered { get; } =
    [
        (RunFacts.Columns.ToolCalls, static given => given.Calls ?? 0),
        (RunFacts.Columns.MostTokens, static given => given.Most),
        (RunFacts.Columns.FirstTurnAt, static given => given.TurnAt),
        (RunFacts.Columns.Flagged, static given => given.Flagged),
        (RunFacts.Columns.Priority, static given => given.Priority),
    ];

    /// <summary>Filters of each kind.</summary>
    public static (FactFilter<RunFacts> Filter, Func<GivenThread, bool> Holds)[] Filters { get; } =
    [
        (RunFacts.Columns.Label.EqualTo("red"), static given => given.Label == "red"),
        (RunFacts.Columns.ToolCalls.EqualTo(0), static given => given.Calls is null or 0),
        (RunFacts.Columns.Priority.EqualTo(2), static given => given.Priority == 2),
        (RunFacts.Columns.Priority.AtLeast(2), static given => given.Priority >= 2),
        (RunFacts.Columns.Priority.AtMost(2), static given => given.Priority <= 2),
        (RunFacts.Columns.FirstTurnAt.AtLeast(new Timestamp(200)), static given => given.TurnAt >= 200),
        (RunFacts.Columns.FirstTurnAt.AtMost(new Timestamp(200)), static given => given.TurnAt <= 200),
        (RunFacts.Columns.Flagged.EqualTo(false), static given => given.Flagged == 0),
        (RunFacts.Columns.Flagged.EqualTo(true), static given => given.Flagged == 1),
    ];

    /// <summary>Each of the thread's own times.</summary>
    public long? At { get; init; } = 100;

    public bool IsArchived { get; init; }

    public bool IsHidden { get; init; }

    public long? Calls { get; init; }

    public long? Most { get; init; }

    public long? TurnAt { get; init; }

    public long? Priority { get; init; }

    public long? Flagged { get; init; }

    public string? Label { get; init; }

    /// <summary>A thread of few values, so that there are ties.</summary>
    public static GivenThread Random(Random random) => new()
    {
        At = Some(random, 100),
        IsArchived = random.Next(3) == 0,
        IsHidden = random.Next(4) == 0,
        Calls = Some(random, 1),
        Most = Some(random, -10),
        TurnAt = Some(random, 100),
        Priority = Some(random, 1),
        Flagged = Some(random, 1) is { } flag ? flag % 2 : null,
        Label = random.Next(3) switch { 0 => "red", 1 => "Red", _ => null },
    };

    private static long? Some(Random random, long unit) => random.Next(5) is var value and > 0 ? (value - 1) * unit : null;
}
