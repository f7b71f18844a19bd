using System;
using System.Text.Json;

namespace ThreadStore.Conformance.InMemory;

/// <summary>Explicit metadata: what they may be, and how they are kept.</summary>
internal static class PatchRules
{
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

    /// <summary>The patch as the payload of a line.</summary>
    public static byte[] ToJson(ThreadMetadataPatch patch) => JsonSerializer.SerializeToUtf8Bytes(patch);
}
