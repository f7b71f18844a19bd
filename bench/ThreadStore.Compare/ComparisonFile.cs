using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using ThreadStore.Measuring;

namespace ThreadStore.Compare;

/// <summary>One figure as <c>bench/run compare</c> gives it.</summary>
/// <param name="Name">Stable: <c>area/what/condition</c>.</param>
/// <param name="Ours">The median of our rounds.</param>
/// <param name="Theirs">The median of their rounds; null when nothing is compared.</param>
/// <param name="Ratio">Ours divided by theirs, the median over neighbouring rounds; null when there is none.</param>
/// <param name="Unit">Of both.</param>
/// <param name="Better">Which way a figure is good.</param>
/// <param name="Target">What the ratio must not exceed, or reach; null when none is stated.</param>
/// <param name="Spread">The distance of the quartiles of our rounds as a share of their median.</param>
/// <param name="Rounds">How many rounds of each side were counted.</param>
/// <param name="Rival">Who they are.</param>
/// <param name="Note">What a reader must know.</param>
/// <param name="Environment">What it was measured on.</param>
internal sealed record ComparisonEntry(
    string Name,
    double Ours,
    double? Theirs,
    double? Ratio,
    string Unit,
    Better Better,
    double? Target,
    double Spread,
    int Rounds,
    string? Rival,
    string? Note,
    MachineFacts Environment);

/// <summary>The file of <c>--json</c>: an array, nulls included, so that every entry has the same fields.</summary>
internal static class ComparisonFile
{
    /// <summary>Writes it beside its place first: who finds the file finds all of it.</summary>
    internal static void Write(string path, MachineFacts machine, IReadOnlyList<Measurement> measured)
    {
        var whole = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        var beside = whole + ".new";
        using (var stream = File.Create(beside))
        {
            JsonSerializer.Serialize(stream, [.. measured.Select(result => Entry(result, machine))], ComparisonJson.Default.ComparisonEntryArray);
            stream.WriteByte((byte)'\n');
        }

        File.Move(beside, whole, overwrite: true);
    }

    // JSON has no infinity: an amount beside none at all has no ratio.
    private static ComparisonEntry Entry(Measurement result, MachineFacts machine) => new(
        result.Name,
        result.Value,
        result.TheirValue,
        result.Ratio is { } ratio && double.IsFinite(ratio) ? ratio : null,
        result.Unit,
        result.Better,
        result.Target,
        double.IsFinite(result.Spread) ? result.Spread : 0,
        result.Ours.Count,
        result.Rival,
        result.Note,
        machine);
}

/// <summary>How entries are written: names in camel case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ComparisonEntry[]))]
internal sealed partial class ComparisonJson : JsonSerializerContext;
