using System;

namespace ThreadStore.Items;

/// <summary>What explicit metadata may be.</summary>
internal static class MetadataRules
{
    internal static void Check(ThreadMetadataPatch patch)
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

        if (patch.Labels is { } labels)
        {
            ThreadLabels.Check(labels);
        }
    }
}
