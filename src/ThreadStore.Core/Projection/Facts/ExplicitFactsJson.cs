using System;
using System.Collections.Generic;
using System.Text.Json;

namespace ThreadStore.Projection;

/// <summary>Explicit facts of a projection that is known by its name alone: what a patch in JSON says of them, property by property.</summary>
internal sealed class ExplicitFactsJson : ExplicitFacts
{
    private readonly SortedDictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    private ExplicitFactsJson(string projection) => Projection = projection;

    /// <inheritdoc/>
    public override string Projection { get; }

    /// <inheritdoc/>
    public override bool IsEmpty => _values.Count == 0;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        foreach (var (column, value) in _values)
        {
            json.WritePropertyName(column);
            value.WriteTo(json);
        }
    }

    /// <summary>Reads <c>{"projection":{"column":value,…}}</c>; null when there is no projection in it.</summary>
    /// <exception cref="JsonException">It is something else, or names two projections.</exception>
    public static ExplicitFacts? Read(ref Utf8JsonReader reader)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        if (json.RootElement.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException("facts are an object with the facts of one projection");
        }

        ExplicitFactsJson? facts = null;
        foreach (var projection in json.RootElement.EnumerateObject())
        {
            if (facts is not null || projection.Value.ValueKind is not JsonValueKind.Object)
            {
                throw new JsonException("facts are an object with the facts of one projection");
            }

            facts = new ExplicitFactsJson(projection.Name);
            facts.Take(projection.Value);
        }

        return facts;
    }

    /// <summary>What both say, the later one over the earlier, column by column.</summary>
    /// <exception cref="InvalidRequestException">They are of two projections.</exception>
    public static ExplicitFacts? Merge(ExplicitFacts? earlier, ExplicitFacts? later)
    {
        if (earlier is null || later is null)
        {
            return later ?? earlier;
        }

        if (earlier.Projection != later.Projection)
        {
            throw new InvalidRequestException($"facts of {earlier.Projection} and of {later.Projection} are no patch together");
        }

        var merged = new ExplicitFactsJson(earlier.Projection);
        merged.Take(earlier);
        merged.Take(later);
        return merged;
    }

    private void Take(ExplicitFacts facts)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            facts.Write(json);
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(output.WrittenMemory);
        Take(document.RootElement);
    }

    private void Take(JsonElement values)
    {
        foreach (var value in values.EnumerateObject())
        {
            _values[value.Name] = value.Value.Clone();
        }
    }
}
