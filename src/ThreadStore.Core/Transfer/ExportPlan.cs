using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ThreadStore.Items;
using ThreadStore.Log;
using ThreadStore.Projection;

namespace ThreadStore.Transfer;

/// <summary>Decides what goes into an archive, and reads it once for the manifest: which bytes of which rollouts, their hashes, whose forks they are.</summary>
internal sealed class ExportPlan
{
    private const int BufferBytes = 1 << 20;

    private readonly LogHome _home;
    private readonly LineRedactor? _redactor;
    private readonly List<ManifestEntry> _entries = [];
    private readonly List<SkippedExport> _skipped = [];
    private readonly SortedSet<ThreadId> _missingParents = [];

    private ExportPlan(LogHome home, LineRedactor? redactor)
    {
        _home = home;
        _redactor = redactor;
    }

    /// <summary>In the order of their paths.</summary>
    internal IReadOnlyList<ManifestEntry> Entries => _entries;

    internal IReadOnlyList<SkippedExport> Skipped => _skipped;

    internal IReadOnlyList<ThreadId> MissingParents => [.. _missingParents];

    /// <summary>Chooses the rollouts, their parents as well, and reads each of them once.</summary>
    /// <exception cref="ThreadNotFoundException">A thread that was named has no rollout.</exception>
    /// <exception cref="InvalidRequestException">A rollout that was named is none, or the redactor broke its rules.</exception>
    internal static ExportPlan Make(LogHome home, ThreadExport export, CancellationToken cancellationToken)
    {
        var plan = new ExportPlan(home, export.Redactor);
        // The files first and their lengths after: a fork that is among them was made of what its parent had by then.
        var unreadable = new List<string>();
        var rollouts = home.Layout.FindAll(unreadable: unreadable);
        var chosen = export.Threads is null
            ? rollouts.Values.ToList()
            : export.Threads.Distinct().Select(id => rollouts.GetValueOrDefault(id) ?? throw new ThreadNotFoundException(id)).ToList();
        if (export.Threads is null)
        {
            unreadable.ForEach(folder => plan._skipped.Add(new SkippedExport(folder, "the folder cannot be read")));
        }

        plan.AddAll(chosen, rollouts, isNamed: export.Threads is not null, cancellationToken);
        plan.AddNames();
        plan._entries.Sort(static (left, right) => string.CompareOrdinal(left.Path.Text, right.Path.Text));
        return plan;
    }

    /// <summary>The bytes of an entry, as the archive holds them.</summary>
    internal static RolloutPrefixStream Read(ILogFile file, RolloutPath path, long length, LineRedactor? redactor) =>
        redactor is null ? new RolloutPrefixStream(file, length) : new RedactedRolloutStream(file, length, path.Id, redactor);

    /// <summary>Opens a rollout, a compressed one as well: its bytes are taken as they are. A link is never followed.</summary>
    internal static ILogFile Open(LogHome home, RolloutPath path) =>
        home.OpenRollout(path, LogAccess.Read, out var errno) ?? throw LogFault.Opening(path, errno);

    private void AddAll(List<RolloutPath> chosen, Dictionary<ThreadId, RolloutPath> rollouts, bool isNamed, CancellationToken cancellationToken)
    {
        var seen = chosen.Select(static path => path.Id).ToHashSet();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            // The list grows by the parents of those that are in it.
            for (var i = 0; i < chosen.Count; i++)
            {
                var entry = TryAdd(chosen[i], isNamed, buffer, cancellationToken);
                if (entry?.Parent is not { } parent || !seen.Add(parent))
                {
                    continue;
                }

                if (rollouts.TryGetValue(parent, out var path))
                {
                    chosen.Add(path);
                }
                else
                {
                    _missingParents.Add(parent);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ManifestEntry? TryAdd(RolloutPath path, bool isNamed, byte[] buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var file = Open(_home, path);
            var entry = path.IsCompressed ? Describe(file, path, file.GetLengthOrThrow(), buffer, cancellationToken) : DescribeLines(file, path, buffer, cancellationToken);
            _entries.Add(entry);
            return entry;
        }
        catch (ThreadStoreException reason) when (!isNamed && _redactor is null)
        {
            // One file that is no rollout, or was taken away just now, does not keep the others from being saved.
            _skipped.Add(new SkippedExport(path.Text, reason.Message));
            return null;
        }
    }

    private ManifestEntry DescribeLines(ILogFile file, RolloutPath path, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = RolloutTail.LastLineEnd(file, 0, file.GetLengthOrThrow());
        if (length == 0)
        {
            throw new InvalidRequestException($"{path} has no whole line");
        }

        if (RolloutHead.Read(file, path).Id != path.Id)
        {
            throw new InvalidRequestException($"{path} is the rollout of another thread");
        }

        var entry = Describe(file, path, length, buffer, cancellationToken);
        return HistoryBase.Read(file, path.Id) is { } history ? entry with { Parent = history.Parent, ParentEnd = history.End } : entry;
    }

    private ManifestEntry Describe(ILogFile file, RolloutPath path, long length, byte[] buffer, CancellationToken cancellationToken)
    {
        if (path.IsCompressed && _redactor is not null)
        {
            throw new UnsupportedException("redact_compressed", $"{path} is compressed: its lines cannot be redacted");
        }

        using var bytes = Read(file, path, length, _redactor);
        bytes.Drain(buffer, cancellationToken);
        return new ManifestEntry { Path = path, Bytes = length, Sha256 = bytes.Sha256() };
    }

    // A name that only Codex's index file knows would stay behind.
    private void AddNames()
    {
        var names = new Dictionary<ThreadId, SessionIndexEntry>();
        SessionIndexReader.Read(_home, line =>
        {
            if (line.IsGood && (!names.TryGetValue(line.Id, out var known) || line.UpdatedAtMs >= known.UpdatedAtMs))
            {
                names[line.Id] = line;
            }
        });
        for (var i = 0; i < _entries.Count; i++)
        {
            var entry = _entries[i];
            if (names.TryGetValue(entry.Id, out var name) && name.Name.Length > 0 && !IsNamedSince(entry, name.UpdatedAtMs))
            {
                _entries[i] = entry with { Name = System.Text.Encoding.UTF8.GetString(name.Name), NamedAtMs = name.UpdatedAtMs };
            }
        }
    }

    // True when the thread's own log says as much, or something newer.
    private bool IsNamedSince(ManifestEntry entry, long timeMs)
    {
        if (entry.Path.IsCompressed)
        {
            return false;
        }

        using var file = Open(_home, entry.Path);
        using var reader = new RolloutReader(file, 0, entry.Bytes);
        LineStatus status;
        while ((status = reader.Read(out var line)) is not LineStatus.End)
        {
            if (status is LineStatus.Line && line.TimestampMs >= timeMs && SaysAName(line))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SaysAName(in Line line) => line.Kind switch
    {
        ItemKind.ThreadStoreMetadata => line.Payload.IndexOf("\"name\""u8) >= 0,
        ItemKind.EventMsg => line.Payload.IndexOf("\"thread_name_updated\""u8) >= 0,
        _ => false,
    };
}
