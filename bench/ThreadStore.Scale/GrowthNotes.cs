using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ThreadStore.Measuring;

namespace ThreadStore.Scale;

/// <summary>Holds the curves of a run against the growth that the docs state, and writes what it finds into the note of the largest size.</summary>
internal static class GrowthNotes
{
    // Sizes a thousandfold apart may differ by a half and still count as not growing: an exponent of 0.06.
    private const double Flat = 0.06;

    // Chart, its statement, and the exponents between which it holds.
    private static readonly (string Chart, string Stated, double Least, double Most)[] s_stated =
    [
        ("List of 50, p50", "does not depend on the number of threads, but for the depth of a B-tree", double.NegativeInfinity, Flat),
        ("Open", "does not grow with the threads", double.NegativeInfinity, Flat),
        ("First append after open", "does not grow with the threads", double.NegativeInfinity, Flat),
        ("Rebuild, rows/s", "is linear: the rate stays", -Flat, double.PositiveInfinity),
        ("Dormant live thread", "does not depend on the number of threads", double.NegativeInfinity, Flat),
    ];

    internal static IReadOnlyList<Measurement> Add(IReadOnlyList<Measurement> results)
    {
        var noted = results.ToArray();
        foreach (var curve in results.Where(static result => result.Plot is not null).GroupBy(static result => (result.Plot!.Chart, result.Plot.Series)))
        {
            var (chart, stated, least, most) = Array.Find(s_stated, stated => stated.Chart == curve.Key.Chart);
            if (chart is null || IsShort(curve) || Growth.Exponent([.. curve.Select(static result => (result.Plot!.X, result.Value))]) is not { } exponent)
            {
                continue;
            }

            var largest = curve.MaxBy(static result => result.Plot!.X)!;
            var verdict = string.Create(
                CultureInfo.InvariantCulture,
                $"stated: {stated}; measured: threads^{exponent:0.00}, {(exponent >= least && exponent <= most ? "as stated" : IsNoise([.. curve], exponent) ? "as stated within the noise" : "NOT as stated")}");
            noted[Array.IndexOf(noted, largest)] = largest with { Note = largest.Note is null ? verdict : $"{largest.Note}; {verdict}" };
        }

        return noted;
    }

    // Less than a decade says nothing about a law.
    private static bool IsShort(IEnumerable<Measurement> curve) => curve.Max(static result => result.Plot!.X) < 10 * curve.Min(static result => result.Plot!.X);

    // What the curve gains or loses from end to end is less than the rounds of one of its points do.
    private static bool IsNoise(List<Measurement> curve, double exponent)
    {
        var sizes = curve.ConvertAll(static result => result.Plot!.X);
        return Math.Pow(sizes.Max() / sizes.Min(), Math.Abs(exponent)) - 1 <= curve.Max(static result => result.Spread);
    }
}
