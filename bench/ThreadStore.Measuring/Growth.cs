using System;
using System.Collections.Generic;
using System.Linq;

namespace ThreadStore.Measuring;

/// <summary>How a cost grows with a size: the exponent of the power law nearest to the points, 0 = not at all, 1 = with it.</summary>
public static class Growth
{
    /// <summary>The slope of the straight line nearest to the points on two logarithmic axes; null for fewer than two sizes, or where a value is not above 0.</summary>
    public static double? Exponent(IReadOnlyList<(double Size, double Cost)> points)
    {
        if (points.Any(static point => !(point.Size > 0 && point.Cost > 0 && double.IsFinite(point.Cost))))
        {
            return null;
        }

        var logs = points.Select(static point => (X: Math.Log(point.Size), Y: Math.Log(point.Cost))).ToList();
        if (logs.Select(static log => log.X).Distinct().Count() < 2)
        {
            return null;
        }

        var meanX = logs.Average(static log => log.X);
        var meanY = logs.Average(static log => log.Y);
        return logs.Sum(log => (log.X - meanX) * (log.Y - meanY)) / logs.Sum(log => (log.X - meanX) * (log.X - meanX));
    }
}
