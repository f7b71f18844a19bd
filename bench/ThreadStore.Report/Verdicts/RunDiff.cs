using System;
using System.Collections.Generic;
using System.Linq;
using ThreadStore.Measuring;
using ThreadStore.Report.Runs;

namespace ThreadStore.Report.Verdicts;

/// <summary>Two runs beside each other.</summary>
internal sealed class RunDiff
{
    private RunDiff(bool isSameMachine, double noise, IReadOnlyList<DiffRow> rows, IReadOnlyList<string> onlyBefore, IReadOnlyList<string> onlyAfter) =>
        (IsSameMachine, Noise, Rows, OnlyBefore, OnlyAfter) = (isSameMachine, noise, rows, onlyBefore, onlyAfter);

    /// <summary>The same processor and as many cores: otherwise ratios alone are compared.</summary>
    internal bool IsSameMachine { get; }

    /// <summary>The noise of the noisier machine, as a share.</summary>
    internal double Noise { get; }

    /// <summary>What both runs measured, in the order of the first.</summary>
    internal IReadOnlyList<DiffRow> Rows { get; }

    internal IReadOnlyList<string> OnlyBefore { get; }

    internal IReadOnlyList<string> OnlyAfter { get; }

    /// <summary>True when nothing that can be judged got worse.</summary>
    internal bool IsFine => Rows.All(static row => row.Change.Verdict != Verdict.Worse);

    internal static RunDiff Of(BenchRun before, BenchRun after)
    {
        var machines = before.Parts.Concat(after.Parts).Select(static part => part.Machine).ToList();
        var isSame = machines.Select(static machine => (machine.Cpu, machine.Cores)).Distinct().Count() == 1;
        var noise = machines.Max(static machine => machine.Noise.MedianOverFastest) - 1;
        var (old, now) = (before.Results, after.Results);
        var byName = now.ToDictionary(static result => result.Name, StringComparer.Ordinal);
        var known = old.Select(static result => result.Name).ToHashSet(StringComparer.Ordinal);
        return new RunDiff(
            isSame,
            noise,
            [.. old.Where(result => byName.ContainsKey(result.Name)).Select(result => Row(result, byName[result.Name], isSame, noise))],
            [.. old.Where(result => !byName.ContainsKey(result.Name)).Select(static result => result.Name)],
            [.. now.Where(result => !known.Contains(result.Name)).Select(static result => result.Name)]);
    }

    // Against a rival that was measured the ratio is compared: what slowed both is no difference.
    private static DiffRow Row(Measurement before, Measurement after, bool isSameMachine, double noise)
    {
        if (before.Unit != after.Unit || before.Better != after.Better)
        {
            return new DiffRow(before, after, IsRatio: false, new Change(Verdict.Unknown, null, null, "the unit has changed"));
        }

        var isCount = before.Unit == "B";
        if (!isCount && before.Rival == after.Rival && Ratios(before) is { } ratiosBefore && Ratios(after) is { } ratiosAfter)
        {
            return new DiffRow(before, after, IsRatio: true, NoiseVerdict.Judge(ratiosBefore, ratiosAfter, before.Better, noise, isCount));
        }

        return new DiffRow(before, after, IsRatio: false, isSameMachine || isCount
            ? NoiseVerdict.Judge(before.Ours, after.Ours, before.Better, noise, isCount)
            : new Change(Verdict.Unknown, null, null, "another machine, and no ratio"));
    }

    // One figure beside many rounds is a limit that somebody states: a ratio to it is only another unit.
    private static IReadOnlyList<double>? Ratios(Measurement result) => result.Theirs switch
    {
        null or { Count: 0 } => null,
        { Count: 1 } when result.Ours.Count > 1 => null,
        { Count: var rounds } when rounds == result.Ours.Count => result.Ratios(),
        { } theirs => [.. result.Ours.Select(ours => ours / Measurement.Median(theirs))],
    };
}

/// <summary>One measurement of both runs.</summary>
/// <param name="Before">In the first.</param>
/// <param name="After">In the second.</param>
/// <param name="IsRatio">The ratios to the rival are compared, not the figures.</param>
/// <param name="Change">What became of it.</param>
internal sealed record DiffRow(Measurement Before, Measurement After, bool IsRatio, Change Change);
