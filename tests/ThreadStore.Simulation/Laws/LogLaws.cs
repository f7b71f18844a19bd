using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ThreadStore.Simulation.Laws;

/// <summary>
/// The laws of the log, checked on the bytes by a reader that shares nothing with the store: what was accepted is there, in the order of
/// acceptance, once, and in the log of its own thread; what was refused is nowhere.
/// </summary>
internal static partial class LogLaws
{
    /// <summary>Checks one rollout against what the host knows, and takes over what has become certain.</summary>
    public static void Check(Ledger ledger, string? path, bool isComplete)
    {
        var tail = "";
        var found = path is null ? [] : Read(ledger, path, out tail);
        var next = 0;
        foreach (var line in ledger.Lines)
        {
            var isNext = next < found.Count && found[next] == line.Marker;
            if (isNext)
            {
                next++;
            }

            switch (line.Acceptance)
            {
                case Acceptance.Refused when isNext:
                    throw new BrokenLawException($"{line.Marker} was not accepted, and is in the log");
                case Acceptance.Written or Acceptance.Synced when !isNext:
                    throw new BrokenLawException($"{line.Marker} was {line.Acceptance}, and is not in the log where it belongs; the log has {Around(found, next)}");
                case Acceptance.Buffered when !isNext && isComplete:
                    throw new BrokenLawException($"{line.Marker} was accepted by a process that ended well, and is not in the log; the log has {Around(found, next)}");
                case Acceptance.Unknown when !isNext && tail.Contains(line.Marker, StringComparison.Ordinal):
                    // Whole or not, it has no end yet: the next writer decides.
                    break;
                case Acceptance.Unknown or Acceptance.Buffered:
                    line.Acceptance = isNext ? Acceptance.Written : Acceptance.Refused;
                    break;
            }
        }

        if (next < found.Count)
        {
            throw new BrokenLawException($"{found[next]} stands in the log where nothing or something else was accepted: twice, or out of order");
        }

        ledger.Lines.RemoveAll(static line => line.Acceptance is Acceptance.Refused);
    }

    [GeneratedRegex("m:[0-9]+-[0-9]{6};", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Markers();

    private static string Around(List<string> found, int next) =>
        next < found.Count ? $"{found[next]} there ({next} of {found.Count})" : $"{found.Count} lines";

    // The markers of the whole JSON objects: a line that lacked nothing but its LF may have got a foreign one glued to it. An ordinal that does not
    // rise is a second writer's.
    private static List<string> Read(Ledger ledger, string path, out string tail)
    {
        var markers = new List<string>();
        var ordinal = -1L;
        var lines = Encoding.Latin1.GetString(File.ReadAllBytes(path)).Split('\n');
        tail = lines[^1];
        foreach (var text in lines[..^1].SelectMany(static line => Objects(line.Trim('\0'))))
        {
            var found = Markers().Matches(text);
            if (found.Count == 0)
            {
                continue;
            }

            var number = OrdinalOf(text);

            var marker = found[0].Value;
            if (found.Count > 1 || !marker.StartsWith(string.Create(CultureInfo.InvariantCulture, $"m:{ledger.Thread}-"), StringComparison.Ordinal))
            {
                throw new BrokenLawException($"{Path.GetFileName(path)} of thread {ledger.Thread} has the line {text}");
            }

            if (number is { } now)
            {
                if (now <= ordinal)
                {
                    throw new BrokenLawException($"{marker} has the ordinal {now} behind {ordinal}");
                }

                ordinal = now;
            }

            markers.Add(marker);
        }

        return markers;
    }

    // The objects of one line; none when anything else is in it.
    private static List<string> Objects(string line)
    {
        var objects = new List<string>();
        try
        {
            var reader = new Utf8JsonReader(Encoding.Latin1.GetBytes(line), new JsonReaderOptions { AllowMultipleValues = true });
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                objects.Add(line[start..(int)reader.BytesConsumed]);
            }

            return objects;
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static long? OrdinalOf(string text)
    {
        using var line = JsonDocument.Parse(text);
        return line.RootElement.TryGetProperty("ordinal", out var number) ? number.GetInt64() : null;
    }
}
