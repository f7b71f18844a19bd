using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using ThreadStore.Measuring;

namespace ThreadStore.Report.Runs;

/// <summary>The array that <c>bench/run compare</c> writes for other programs: medians, ratios and spreads without the rounds.</summary>
internal static class ComparisonArray
{
    private const int FewestForASpread = 3;

    /// <summary>True when the file's first byte that is no blank opens an array.</summary>
    internal static bool IsArray(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var stream = File.OpenRead(path);
        int read;
        do
        {
            read = stream.ReadByte();
        }
        while (read is ' ' or '\t' or '\r' or '\n');
        return read == '[';
    }

    /// <summary>Reads it as a part. Three rounds stand for the median and the quartiles, so that every verdict finds the spread that was written.</summary>
    internal static ResultFile Read(string path)
    {
        using var stream = File.OpenRead(path);
        var entries = JsonSerializer.Deserialize(stream, ComparisonJson.Default.ComparisonEntryArray) ?? [];
        return entries.Length > 0
            ? new ResultFile(Path.GetFileNameWithoutExtension(path), entries[0].Environment, [.. entries.Select(Measurement)])
            : throw new JsonException("an empty array");
    }

    private static Measurement Measurement(ComparisonEntry entry)
    {
        IReadOnlyList<double> ours = entry.Rounds < FewestForASpread
            ? [entry.Ours]
            : [entry.Ours * (1 - (entry.Spread / 2)), entry.Ours, entry.Ours * (1 + (entry.Spread / 2))];
        return new Measurement
        {
            Name = entry.Name,
            Unit = entry.Unit,
            Better = entry.Better,
            Ours = ours,
            // What the ratio says, which is the median over neighbours and not the ratio of the medians.
            Theirs = entry.Ratio is { } ratio ? [.. ours.Select(_ => entry.Ours / ratio)] : null,
            Rival = entry.Rival,
            Target = entry.Target,
            Note = entry.Note,
        };
    }
}

/// <summary>One entry of the array.</summary>
internal sealed record ComparisonEntry
{
    public required string Name { get; init; }

    public required double Ours { get; init; }

    public double? Ratio { get; init; }

    public required string Unit { get; init; }

    public required Better Better { get; init; }

    public double? Target { get; init; }

    public double Spread { get; init; }

    public int Rounds { get; init; }

    public string? Rival { get; init; }

    public string? Note { get; init; }

    public required MachineFacts Environment { get; init; }
}

/// <summary>How entries are read: names in camel case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ComparisonEntry[]))]
internal sealed partial class ComparisonJson : JsonSerializerContext;
