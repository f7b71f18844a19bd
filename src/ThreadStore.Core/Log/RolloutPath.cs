using System;
using System.Diagnostics.CodeAnalysis;

namespace ThreadStore.Log;

/// <summary>Where one thread's rollout lies: a path relative to the home with '/' between its parts, or an absolute one for a file outside of it.</summary>
internal sealed class RolloutPath : IEquatable<RolloutPath>
{
    internal const string SessionsFolder = "sessions";
    internal const string ArchiveFolder = "archived_sessions";

    private const string NamePrefix = "rollout-";
    private const string PlainSuffix = ".jsonl";
    private const string CompressedSuffix = ".jsonl.zst";
    private const int StampLength = 19;     // 2026-11-21T06-08-10

    private RolloutPath(string text, ThreadId id, bool isArchived, bool isCompressed)
    {
        Text = text;
        Id = id;
        IsArchived = isArchived;
        IsCompressed = isCompressed;
    }

    /// <summary>The path as the index keeps it.</summary>
    internal string Text { get; }

    /// <summary>The thread that the file's name states.</summary>
    internal ThreadId Id { get; }

    /// <summary>Lies in the archive's folder.</summary>
    internal bool IsArchived { get; }

    /// <summary>A .zst file: it can be listed and deleted, not read or written.</summary>
    internal bool IsCompressed { get; }

    /// <summary>Lies outside of the home.</summary>
    internal bool IsExternal => Text[0] == '/';

    /// <summary>The path of a new rollout; <paramref name="createdAt"/> in the local time of the machine.</summary>
    internal static RolloutPath New(ThreadId id, DateTime createdAt) =>
        new($"{SessionsFolder}/{createdAt:yyyy'/'MM'/'dd}/{NamePrefix}{createdAt:yyyy-MM-dd'T'HH-mm-ss}-{id}{PlainSuffix}", id, isArchived: false, isCompressed: false);

    /// <summary>Where the same file lies in the other collection: archiving and unarchiving keep its name, which states its date folder.</summary>
    internal RolloutPath Counterpart
    {
        get
        {
            var name = Text[(Text.LastIndexOf('/') + 1)..];
            return new RolloutPath($"{(IsArchived ? DateFolderOf(name) : ArchiveFolder)}/{name}", Id, !IsArchived, IsCompressed);
        }
    }

    /// <summary>The date folder in which a rollout of that name lies while it is active.</summary>
    private static string DateFolderOf(string name)
    {
        var date = name.AsSpan(NamePrefix.Length);
        return $"{SessionsFolder}/{date[..4]}/{date[5..7]}/{date[8..10]}";
    }

    /// <summary>The same file compressed, or, of a compressed one, as it was before.</summary>
    internal RolloutPath Sibling =>
        new(IsCompressed ? Text[..^(CompressedSuffix.Length - PlainSuffix.Length)] : $"{Text}{CompressedSuffix[PlainSuffix.Length..]}", Id, IsArchived, !IsCompressed);

    /// <summary>Reads a path relative to the home; false for anything that is not a rollout in its place.</summary>
    internal static bool TryParse(string relative, [NotNullWhen(true)] out RolloutPath? path)
    {
        path = null;
        var slash = relative.LastIndexOf('/');
        var name = relative.AsSpan(slash + 1);
        if (slash < 0 || !TryParseName(name, out var id, out var isCompressed))
        {
            return false;
        }

        var folder = relative.AsSpan(0, slash);
        var isArchived = folder.SequenceEqual(ArchiveFolder);
        if (!isArchived && !IsDateFolder(folder))
        {
            return false;
        }

        path = new RolloutPath(relative, id, isArchived, isCompressed);
        return true;
    }

    /// <summary>
    /// Reads the path of a further file of a thread, which Codex goes on in after <c>thread/revert</c>: named after the thread and, behind
    /// an underscore, itself. It is no rollout that is read.
    /// </summary>
    internal static bool TryParseSegment(string relative, [NotNullWhen(true)] out RolloutPath? path, out ThreadId segment)
    {
        path = null;
        segment = default;
        var suffix = relative.EndsWith(CompressedSuffix, StringComparison.Ordinal) ? CompressedSuffix.Length : PlainSuffix.Length;
        var underscore = relative.Length - suffix - ThreadId.TextLength - 1;
        if (underscore < 0
            || relative[underscore] != '_'
            || !TryParseId(relative.AsSpan(underscore + 1, ThreadId.TextLength), out segment)
            || !TryParse(string.Concat(relative.AsSpan(0, underscore), relative.AsSpan(relative.Length - suffix)), out var first))
        {
            return false;
        }

        path = new RolloutPath(relative, first.Id, first.IsArchived, first.IsCompressed);
        return true;
    }

    /// <summary>Reads the absolute path of a rollout outside of the home.</summary>
    internal static bool TryParseExternal(string absolute, [NotNullWhen(true)] out RolloutPath? path)
    {
        path = null;
        var name = absolute.AsSpan(absolute.LastIndexOf('/') + 1);
        if (absolute.Length == 0 || absolute[0] != '/' || !TryParseName(name, out var id, out var isCompressed))
        {
            return false;
        }

        path = new RolloutPath(absolute, id, isArchived: false, isCompressed);
        return true;
    }

    /// <summary>Reads a file's name.</summary>
    internal static bool TryParseName(ReadOnlySpan<char> name, out ThreadId id, out bool isCompressed)
    {
        isCompressed = name.EndsWith(CompressedSuffix);
        var suffix = isCompressed ? CompressedSuffix.Length : PlainSuffix.Length;
        id = default;
        return name.Length == NamePrefix.Length + StampLength + 1 + ThreadId.TextLength + suffix
            && name.StartsWith(NamePrefix)
            && (isCompressed || name.EndsWith(PlainSuffix))
            && IsStamp(name.Slice(NamePrefix.Length, StampLength))
            && name[NamePrefix.Length + StampLength] == '-'
            && TryParseId(name.Slice(NamePrefix.Length + StampLength + 1, ThreadId.TextLength), out id);
    }

    /// <inheritdoc/>
    public bool Equals(RolloutPath? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RolloutPath);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The path as the index keeps it.</summary>
    public override string ToString() => Text;

    private static bool TryParseId(ReadOnlySpan<char> text, out ThreadId id)
    {
        var isId = Guid.TryParseExact(text, "D", out var value);
        id = new ThreadId(value);
        return isId;
    }

    private static bool IsStamp(ReadOnlySpan<char> text) => Matches(text, "dddd-dd-ddTdd-dd-dd");

    private static bool IsDateFolder(ReadOnlySpan<char> folder) => Matches(folder, "sessions/dddd/dd/dd");

    // 'd' in a pattern stands for a digit, unless it is the text's own letter: neither pattern holds another 'd'.
    private static bool Matches(ReadOnlySpan<char> text, string pattern)
    {
        if (text.Length != pattern.Length)
        {
            return false;
        }

        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == 'd' ? !char.IsAsciiDigit(text[i]) : text[i] != pattern[i])
            {
                return false;
            }
        }

        return true;
    }
}
