using ThreadStore.Log;

namespace ThreadStore.Transfer;

/// <summary>What a manifest says of one thread.</summary>
internal sealed record ManifestEntry
{
    /// <summary>Where its rollout lies, relative to any home.</summary>
    internal required RolloutPath Path { get; init; }

    /// <summary>The length of the rollout in the archive.</summary>
    internal required long Bytes { get; init; }

    /// <summary>The SHA-256 of those bytes, in lower-case hexadecimal digits.</summary>
    internal required string Sha256 { get; init; }

    /// <summary>The parent that it continues by reference; null when it is no such fork.</summary>
    internal ThreadId? Parent { get; init; }

    /// <summary>Where the prefix of the parent ends that it continues.</summary>
    internal long ParentEnd { get; init; }

    /// <summary>Its name, when <c>session_index.jsonl</c> alone knows it.</summary>
    internal string? Name { get; init; }

    /// <summary>When it was given that name, in milliseconds since the Unix epoch.</summary>
    internal long NamedAtMs { get; init; }

    internal ThreadId Id => Path.Id;
}
