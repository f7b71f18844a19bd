using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using ThreadStore.Measuring;

namespace ThreadStore.Report.Runs;

/// <summary>One run of the suite: the files of its parts.</summary>
/// <param name="Parts">By name.</param>
internal sealed record BenchRun(IReadOnlyList<ResultFile> Parts)
{
    /// <summary>Every measurement; what several parts measured is the last one's.</summary>
    internal IReadOnlyList<Measurement> Results
    {
        get
        {
            var results = new OrderedDictionary<string, Measurement>(StringComparer.Ordinal);
            foreach (var result in Parts.SelectMany(static part => part.Results))
            {
                results[result.Name] = result;
            }

            return [.. results.Values];
        }
    }

    /// <summary>Reads a folder of results, or one file.</summary>
    /// <exception cref="BadInputException">There is nothing of that name, or a file holds no results.</exception>
    internal static BenchRun Read(string path)
    {
        if (!Directory.Exists(path))
        {
            return new BenchRun([ReadPart(path)]);
        }

        // compare.json is the same figures as an array, for other programs: its ResultFile lies beside it.
        var files = Directory.EnumerateFiles(path, "*.json").Where(static file => !ComparisonArray.IsArray(file)).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? new BenchRun([.. files.Select(ReadPart)]) : throw new BadInputException($"{path} holds no results");
    }

    private static ResultFile ReadPart(string path)
    {
        try
        {
            var part = ComparisonArray.IsArray(path) ? ComparisonArray.Read(path) : ResultFile.Read(path);
            // The serializer leaves out what the file leaves out.
            return part is { Part: not null, Machine: not null, Results.Count: > 0 } ? part : throw new BadInputException($"{path} holds no results");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(failure.Message, failure);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new BadInputException($"{path} holds no results: {failure.Message}", failure);
        }
    }
}
