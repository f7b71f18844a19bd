using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;
using ThreadStore.Projection;

namespace ThreadStore;

/// <summary>One field of a patch: unchanged (the default), cleared, or set.</summary>
public readonly record struct MetadataField
{
    private MetadataField(bool isPresent, string? value)
    {
        IsPresent = isPresent;
        Value = value;
    }

    /// <summary>The field is cleared.</summary>
    public static MetadataField Clear => new(isPresent: true, value: null);

    /// <summary>The patch says something about the field.</summary>
    public bool IsPresent { get; }

    /// <summary>The new value; null with <see cref="IsPresent"/> = cleared.</summary>
    public string? Value { get; }

    /// <summary>Sets the field.</summary>
    public static MetadataField Set(string value) => new(isPresent: true, value);

    /// <summary>Sets the field, or clears it when the text is null.</summary>
    public static implicit operator MetadataField(string? value) => new(isPresent: true, value);
}

/// <summary>Explicit metadata: what is present replaces what there was, and is kept in the thread's log.</summary>
/// <remarks>As JSON: <see cref="ThreadMetadataPatchJsonConverter"/>.</remarks>
[JsonConverter(typeof(ThreadMetadataPatchJsonConverter))]
public sealed record ThreadMetadataPatch
{
    /// <summary>The name that lists show.</summary>
    public MetadataField Name { get; init; }

    /// <summary>Whether memories are made of the thread: <c>enabled</c> or <c>disabled</c>.</summary>
    public MetadataField MemoryMode { get; init; }

    /// <summary>The commit.</summary>
    public MetadataField GitSha { get; init; }

    /// <summary>The branch.</summary>
    public MetadataField GitBranch { get; init; }

    /// <summary>The URL of the remote.</summary>
    public MetadataField GitOriginUrl { get; init; }

    /// <summary>
    /// Free key-values to set, or to remove where the value is null; labels that are not named stay as they are. A key is 1 to 128 bytes
    /// of UTF-8 without control characters, a value 4 KiB at most, a thread has 64 labels at most, and all of them are 16 KiB at most as JSON.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? Labels { get; init; }

    /// <summary>Explicit facts of a host's projection: the <c>Patch</c> that the generator emitted for it.</summary>
    public ExplicitFacts? Facts { get; init; }

    /// <summary>True when the patch changes nothing.</summary>
    public bool IsEmpty => !Name.IsPresent && !MemoryMode.IsPresent && !GitSha.IsPresent && !GitBranch.IsPresent && !GitOriginUrl.IsPresent
        && Labels is not { Count: > 0 } && Facts is not { IsEmpty: false };

    /// <summary>This patch and then a later one, as one: what is present in the later one replaces what this one says, clears included.</summary>
    /// <exception cref="InvalidRequestException">Both hold facts, and of two projections.</exception>
    public ThreadMetadataPatch Merge(ThreadMetadataPatch later)
    {
        ArgumentNullException.ThrowIfNull(later);
        return new ThreadMetadataPatch
        {
            Name = Newer(Name, later.Name),
            MemoryMode = Newer(MemoryMode, later.MemoryMode),
            GitSha = Newer(GitSha, later.GitSha),
            GitBranch = Newer(GitBranch, later.GitBranch),
            GitOriginUrl = Newer(GitOriginUrl, later.GitOriginUrl),
            Labels = ThreadLabels.Merge(Labels, later.Labels),
            Facts = ExplicitFactsJson.Merge(Facts, later.Facts),
        };
    }

    private static MetadataField Newer(MetadataField earlier, MetadataField later) => later.IsPresent ? later : earlier;
}
