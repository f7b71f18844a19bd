using System;
using System.IO;

namespace ThreadStore.Transfer;

/// <summary>One rollout on its way out of an archive.</summary>
/// <param name="Entry">What the manifest says of it.</param>
/// <param name="ChangedAt">When its file was last changed where it came from.</param>
/// <param name="Bytes">Its bytes, to be read to the end before the next one.</param>
internal readonly record struct ArchivedRollout(ManifestEntry Entry, DateTimeOffset ChangedAt, Stream Bytes);
