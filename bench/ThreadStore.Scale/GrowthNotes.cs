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
        ("List of 50, p50", "does not depend on the number of threads, but for the depth of a B-tree", -1, Flat),
        ("Open", "does not grow with the threads", -1, Flat),
        ("First append after open", "does not grow with the threads", -1, Flat),
        ("Rebuild, rows/s", "is linear: the rate stays", -Flat, 1),
        ("Dormant live thread", "does not depend on the number of threads", -1, Flat),
    ];

    internal static IReadOnlyList<Measurement> Add(IReadOnlyList<Measurement> results)
    {
        var noted = results.ToArray();
        foreach (var curve in results.Where(static result => result.Plot is not null).GroupBy(static result => (result.Plot!.Chart, result.Plot.Series)))
        {
            var (chart, stated, least, most) = Array.Find(s_stated, stated => stated.Chart == curve.Key.Chart);
            if (chart is null || Growth.Exponent([.. curve.Select(static result => (result.Plot!.X, result.Value))]) is not { } exponent)
            {
                continue;
            }

            var largest = curve.MaxBy(static result => result.Plot!.X)!;
            var verdict = string.Create(
                CultureInfo.InvariantCulture,
                $"stated: {stated}; measured: threads^{exponent:0.00}, {(exponent >= least && exponent <= most ? "as stated" : "NOT as stated")}");
            noted[Array.IndexOf(noted, largest)] = largest with { Note = largest.Note is null ? verdict : $"{largest.Note}; {verdict}" };
        }

        return noted;
    }
}
