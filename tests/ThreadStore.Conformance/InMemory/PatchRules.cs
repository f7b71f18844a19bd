using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ThreadStore.Conformance.InMemory;

/// <summary>Explicit metadata: what they may be, and how they are kept.</summary>
internal static class PatchRules
{
    private const int MaxKeyBytes = 128;
    private const int MaxValueBytes = 4096;
    private const int MaxLabels = 64;
    private const int MaxLabelBytes = 16 * 1024;

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Refuses a patch that says nothing or what is not allowed.</summary>
    public static void Check(ThreadMetadataPatch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        if (patch.IsEmpty)
        {
            throw new InvalidRequestException("the metadata patch changes nothing");
        }

        if (patch.Name is { IsPresent: true, Value: { } name } && string.IsNullOrWhiteSpace(name))
        {
            throw new InvalidRequestException("thread name must not be empty");
        }

        if (patch.MemoryMode is { IsPresent: true, Value: not ("enabled" or "disabled") })
        {
            throw new InvalidRequestException("memory mode must be 'enabled' or 'disabled'");
        }
    }

    /// <summary>Refuses labels that are not allowed, by themselves or with those that are there.</summary>
    public static void CheckLabels(IReadOnlyDictionary<string, string> current, IReadOnlyDictionary<string, string?> change)
    {
        if (change.Any(static label => !IsText(label.Key, 1, MaxKeyBytes) || label.Key.Any(char.IsControl) || !IsText(label.Value ?? "", 0, MaxValueBytes)))
        {
            throw new InvalidRequestException("a label's key or value is not allowed");
        }

        var labels = current.Where(label => !change.ContainsKey(label.Key))
            .Concat(change.Where(static label => label.Value is not null).Select(static label => KeyValuePair.Create(label.Key, label.Value!)))
            .ToDictionary(StringComparer.Ordinal);
        if (labels.Count > MaxLabels || JsonSerializer.SerializeToUtf8Bytes(labels, s_plain).Length > MaxLabelBytes)
        {
            throw new InvalidRequestException("a thread has no room for so many labels");
        }
    }

    /// <summary>The patch as the payload of a line.</summary>
    public static byte[] ToJson(ThreadMetadataPatch patch) => JsonSerializer.SerializeToUtf8Bytes(patch);

    // A lone surrogate is no text.
    private static bool IsText(string text, int least, int most)
    {
        try
        {
            var length = s_strict.GetByteCount(text);
            return length >= least && length <= most;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
