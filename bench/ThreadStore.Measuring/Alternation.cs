using System;

namespace ThreadStore.Measuring;

/// <summary>Two sides measured in turn, so that what slows the machine for a while slows both.</summary>
/// <param name="Ours">A figure for each round.</param>
/// <param name="Theirs">A figure for each round.</param>
public sealed record Alternation(double[] Ours, double[] Theirs)
{
    /// <summary>Measures both once without counting it, then both in each round; who begins changes with every round.</summary>
    /// <param name="rounds">How many are counted.</param>
    /// <param name="ours">Measures us once.</param>
    /// <param name="theirs">Measures the rival once.</param>
    public static Alternation Run(int rounds, Func<double> ours, Func<double> theirs)
    {
        var result = new Alternation(new double[rounds], new double[rounds]);
        ours();
        theirs();
        for (var round = 0; round < rounds; round++)
        {
            if (round % 2 == 0)
            {
                result.Ours[round] = ours();
                result.Theirs[round] = theirs();
            }
            else
            {
                result.Theirs[round] = theirs();
                result.Ours[round] = ours();
            }
        }

        return result;
    }
}
