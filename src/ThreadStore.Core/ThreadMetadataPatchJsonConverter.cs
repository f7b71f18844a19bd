using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using ThreadStore.Items;
using ThreadStore.Projection;

namespace ThreadStore;

/// <summary>
/// A patch as JSON: a key that is absent leaves the field, null clears it, a value sets it; the keys are those of a journal line, and of labels each is set or removed by itself.
/// </summary>
/// <remarks>
/// <c>{"name":"Release","git":{"branch":null}}</c>. What is read back writes the same again, clears included. Keys that this version
/// does not know are passed over; a value of another type is a <see cref="JsonException"/>.
/// </remarks>
public sealed class ThreadMetadataPatchJsonConverter : JsonConverter<ThreadMetadataPatch>
{
    /// <inheritdoc/>
    public override ThreadMetadataPatch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException("a metadata patch is an object");
        }

        var patch = new ThreadMetadataPatch();
        while (NextProperty(ref reader, out var key))
        {
            patch = key switch
            {
                "name" => patch with { Name = ReadField(ref reader) },
                "memory_mode" => patch with { MemoryMode = ReadField(ref reader) },
                "git" => ReadGit(ref reader, patch),
                "labels" => patch with { Labels = ReadLabels(ref reader) },
                "facts" => patch with { Facts = ExplicitFactsJson.Read(ref reader) },
                _ => Skip(ref reader, patch),
            };
        }

        return patch;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ThreadMetadataPatch value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        MetadataJson.WritePatch(writer, value);
    }

    private static ThreadMetadataPatch ReadGit(ref Utf8JsonReader reader, ThreadMetadataPatch patch)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException("git is an object: its fields are cleared one by one");
        }

        while (NextProperty(ref reader, out var key))
        {
            patch = key switch
            {
                "sha" => patch with { GitSha = ReadField(ref reader) },
                "branch" => patch with { GitBranch = ReadField(ref reader) },
                "origin_url" => patch with { GitOriginUrl = ReadField(ref reader) },
                _ => Skip(ref reader, patch),
            };
        }

        return patch;
    }

    private static Dictionary<string, string?> ReadLabels(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException("labels are an object: they are removed one by one");
        }

        var labels = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (NextProperty(ref reader, out var key))
        {
            labels[key] = ReadField(ref reader).Value;
        }

        return labels;
    }

    private static ThreadMetadataPatch Skip(ref Utf8JsonReader reader, ThreadMetadataPatch patch)
    {
        reader.Skip();
        return patch;
    }

    private static MetadataField ReadField(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => MetadataField.Set(reader.GetString()!),
        JsonTokenType.Null => MetadataField.Clear,
        _ => throw new JsonException("a field of a metadata patch is a string, or null to clear it"),
    };

    // Stands on the property's value afterwards; false at the end of the object.
    private static bool NextProperty(ref Utf8JsonReader reader, out string key)
    {
        reader.Read();
        key = "";
        if (reader.TokenType is JsonTokenType.EndObject)
        {
            return false;
        }

        key = reader.GetString()!;
        reader.Read();
        return true;
    }
}
