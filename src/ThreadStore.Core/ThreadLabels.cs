using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Text;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore;

/// <summary>A thread's labels: what they may be, and how a change becomes the whole map that a journal line holds.</summary>
internal static class ThreadLabels
{
    internal const int MaxKeyBytes = 128;
    internal const int MaxValueBytes = 4096;
    internal const int MaxCount = 64;
    internal const int MaxMapBytes = 16 * 1024;

    // A lone surrogate would come back as another character.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>No labels.</summary>
    internal static IReadOnlyDictionary<string, string> None => ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Checks each label of a change by itself.</summary>
    /// <exception cref="InvalidRequestException">A key or a value is not allowed.</exception>
    internal static void Check(IReadOnlyDictionary<string, string?> change)
    {
        foreach (var (key, value) in change)
        {
            if (CountBytes(key) is < 1 or > MaxKeyBytes || key.Any(char.IsControl))
            {
                throw new InvalidRequestException($"a label's key must be 1 to {MaxKeyBytes} bytes of UTF-8 without control characters");
            }

            if (value is not null && CountBytes(value) is < 0 or > MaxValueBytes)
            {
                throw new InvalidRequestException($"a label's value must be well-formed text of at most {MaxValueBytes} bytes of UTF-8");
            }
        }
    }

    /// <summary>All labels after a change, in the order of their keys.</summary>
    /// <exception cref="InvalidRequestException">There would be too many, or too much of them.</exception>
    internal static SortedDictionary<string, string> Apply(IReadOnlyDictionary<string, string> current, IReadOnlyDictionary<string, string?> change)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in current)
        {
            labels[key] = value;
        }

        foreach (var (key, value) in change)
        {
            if (value is null)
            {
                labels.Remove(key);
            }
            else
            {
                labels[key] = value;
            }
        }

        if (labels.Count > MaxCount)
        {
            throw new InvalidRequestException($"a thread has {MaxCount} labels at most, not {labels.Count}");
        }

        return MetadataJson.WriteLabels(labels).Length <= MaxMapBytes
            ? labels
            : throw new InvalidRequestException($"all labels of a thread together are {MaxMapBytes} bytes of JSON at most");
    }

    /// <summary>Two changes as one: label by label the later one stands, removals included.</summary>
    internal static IReadOnlyDictionary<string, string?>? Merge(IReadOnlyDictionary<string, string?>? earlier, IReadOnlyDictionary<string, string?>? later)
    {
        if (earlier is null || later is null)
        {
            return later ?? earlier;
        }

        var merged = new Dictionary<string, string?>(earlier, StringComparer.Ordinal);
        foreach (var (key, value) in later)
        {
            merged[key] = value;
        }

        return merged;
    }

    /// <summary>Reads the map of a row. What is no text is not a label; what is no object holds none: another program may have written it.</summary>
    internal static IReadOnlyDictionary<string, string> Parse(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json.SequenceEqual("{}"u8))
        {
            return None;
        }

        try
        {
            var labels = new Dictionary<string, string>(StringComparer.Ordinal);
            var reader = JsonObject.Open(json);
            while (JsonObject.Next(ref reader))
            {
                var key = reader.GetString()!;
                reader.Read();
                if (reader.TokenType is JsonTokenType.String)
                {
                    labels[key] = reader.GetString()!;
                }

                reader.Skip();
            }

            return labels;
        }
        catch (Exception malformed) when (JsonObject.IsBadJson(malformed))
        {
            return None;
        }
    }

    // -1: not well-formed.
    private static int CountBytes(string text)
    {
        try
        {
            return s_strict.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            return -1;
        }
    }
}
