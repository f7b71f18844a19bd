using System.IO;
using System.Text;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Append;

/// <summary>Looks into a file of rollout lines.</summary>
internal static class LineFile
{
    /// <summary>Requires the payloads of all appends, in order, after so many other lines, and nothing else.</summary>
    internal static void Check(string path, int skipped, Appender appender)
    {
        var lines = 0L;
        foreach (var line in File.ReadLines(path))
        {
            var number = lines++ - skipped;
            if (number >= 0 && !line.EndsWith($"\"payload\":{Encoding.UTF8.GetString(appender.Payloads[number])}}}", System.StringComparison.Ordinal))
            {
                throw new WrongAnswerException($"{path}: line {lines} is not what was appended");
            }
        }

        WrongAnswerException.Require(lines - skipped, appender.Appended, $"lines in {path}");
    }
}
