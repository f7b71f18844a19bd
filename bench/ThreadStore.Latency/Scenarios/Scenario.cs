using System.Globalization;
using ThreadStore.Latency.Load;
using ThreadStore.Latency.Targets;

namespace ThreadStore.Latency.Scenarios;

/// <summary>What is driven, how fast, and what goes on beside it.</summary>
/// <param name="Condition">The last part of its name but for the figure, such as <c>written</c> or <c>threads-100</c>.</param>
/// <param name="Rate">Appends a second.</param>
internal sealed record Scenario(string Condition, double Rate)
{
    /// <summary>What an append waits for.</summary>
    public Durability Durability { get; init; } = Durability.Written;

    /// <summary>How many threads get the appends in turn.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>What is appended.</summary>
    public Payload Payload { get; init; } = Payload.WithFacts;

    /// <summary>What goes on beside it.</summary>
    public LoadKind Load { get; init; }

    /// <summary>What the ratio of p99.9 must not exceed; null when nothing says so.</summary>
    public double? Target { get; init; }

    /// <summary>The chart that it is a point of; null for none.</summary>
    public string? Chart { get; init; }

    /// <summary>Its place on the chart's horizontal axis, with the axis's unit.</summary>
    public (double Value, string Unit) X { get; init; }

    /// <summary>What a reader must know beyond the name.</summary>
    public string? Note { get; init; }

    /// <summary>The name of its measurements, but for the figure.</summary>
    public string Name => $"append/{ShortRate}/{Condition}";

    /// <summary>The rival.</summary>
    public string Rival => Durability is Durability.Synced ? "write(2) and fdatasync(2)" : "write(2)";

    private string ShortRate => Rate switch
    {
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{Rate / 1_000_000}m"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{Rate / 1_000}k"),
        _ => Rate.ToString(CultureInfo.InvariantCulture),
    };
}
