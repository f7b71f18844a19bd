using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace ThreadStore.Measuring;

/// <summary>The budgets of all benchmarks: one JSON object, from a benchmark's full name to its bytes per operation or to <c>{"bytes": N, "level": "warn"}</c>.</summary>
public sealed class AllocationBudgets
{
    private const string Warn = "warn";

    private readonly IReadOnlyDictionary<string, AllocationBudget> _byName;

    private AllocationBudgets(IReadOnlyDictionary<string, AllocationBudget> byName) => _byName = byName;

    /// <summary>Reads the file.</summary>
    /// <exception cref="JsonException">It is no such file: the message says what is wrong.</exception>
    public static AllocationBudgets Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException($"{path} is no object");
        }

        return new(document.RootElement.EnumerateObject().ToDictionary(static one => one.Name, Parse, StringComparer.Ordinal));
    }

    /// <summary>Those of the benchmarks with this text in their names.</summary>
    public AllocationBudgets Only(string text) =>
        new(_byName.Where(one => one.Key.Contains(text, StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal));

    /// <summary>The budget of a benchmark; null when it has none.</summary>
    public AllocationBudget? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Holds figures against the budgets: a verdict for every name of either side, in the order of the names.</summary>
    /// <param name="measured">Bytes per operation, by the benchmark's full name.</param>
    public IReadOnlyList<AllocationVerdict> Compare(IReadOnlyDictionary<string, long> measured) =>
        [
            .. measured.Keys.Union(_byName.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => new AllocationVerdict(name, measured.TryGetValue(name, out var bytes) ? bytes : null, Find(name))),
        ];

    private static AllocationBudget Parse(JsonProperty entry)
    {
        if (TryBytes(entry.Value, out var bytes))
        {
            return new AllocationBudget(bytes);
        }

        if (entry.Value.ValueKind is JsonValueKind.Object && entry.Value.GetPropertyCount() == 2
            && entry.Value.TryGetProperty("bytes", out var number) && TryBytes(number, out bytes)
            && entry.Value.TryGetProperty("level", out var level) && level.ValueKind is JsonValueKind.String && level.ValueEquals(Warn))
        {
            return new AllocationBudget(bytes, IsWarning: true);
        }

        throw new JsonException($"the budget of {entry.Name} is neither a number of bytes nor {{\"bytes\": N, \"level\": \"{Warn}\"}}");
    }

    private static bool TryBytes(JsonElement value, out long bytes)
    {
        bytes = 0;
        return value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out bytes) && bytes >= 0;
    }
}
