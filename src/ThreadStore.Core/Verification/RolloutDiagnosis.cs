using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ThreadStore.Log;

namespace ThreadStore.Verification;

/// <summary>The rollouts: every line parsed, whose they are, and whether forks still have what they continue.</summary>
internal sealed class RolloutDiagnosis
{
    private readonly LogHome _home;
    private readonly List<StoreFinding> _found;
    private readonly Dictionary<ThreadId, long> _ends = [];
    private readonly List<(RolloutPath Fork, ThreadId Parent, long End)> _forks = [];

    internal RolloutDiagnosis(LogHome home, List<StoreFinding> found)
    {
        _home = home;
        _found = found;
    }

    /// <summary>The rollout of every thread that has one.</summary>
    internal Dictionary<ThreadId, RolloutPath> Rollouts { get; private set; } = [];

    /// <summary>Folders that may not be read.</summary>
    internal List<string> Unreadable { get; } = [];

    /// <summary>Where the last whole line of each good rollout ends.</summary>
    internal IReadOnlyDictionary<ThreadId, long> Ends => _ends;

    internal void Check(ThreadStoreOptions options, IProgress<RebuildProgress>? progress, CancellationToken cancellationToken)
    {
        var begun = options.Clock.GetTimestamp();
        var surplus = new List<RolloutPath>();
        Rollouts = _home.Layout.FindAll(surplus, Unreadable);
        Unreadable.ForEach(folder => Add(FindingKind.UnreadableFolder, null, folder, $"the folder {folder} may not be read: its threads keep their rows, and nothing else is known of them"));
        surplus.ForEach(path => Add(FindingKind.Duplicate, path.Id, path.Text, $"a second rollout of thread {path.Id}, which does not count: {path}"));
        AddCompressed();
        long files = 0;
        long bytes = 0;
        foreach (var path in Rollouts.Values.Where(static path => !path.IsCompressed))
        {
            cancellationToken.ThrowIfCancellationRequested();
            CheckOne(path);
            files++;
            bytes += _ends.GetValueOrDefault(path.Id);
            progress?.Report(new RebuildProgress(files, Rollouts.Count, bytes, 0, options.Clock.GetElapsedTime(begun)));
        }

        _forks.ForEach(fork => CheckParent(fork.Fork, fork.Parent, fork.End));
    }

    private void CheckOne(RolloutPath path)
    {
        try
        {
            using (var file = _home.OpenRead(path))
            {
                if (RolloutHead.Read(file, path).Id != path.Id)
                {
                    Add(FindingKind.ForeignRollout, path.Id, path.Text, $"a file under the name of thread {path.Id} is the rollout of another: {path}");
                    return;
                }

                if (HistoryBase.Read(file, path.Id) is { } history)
                {
                    _forks.Add((path, history.Parent, history.End));
                }
            }

            CheckLines(path);
        }
        catch (InvalidRequestException none)
        {
            Add(FindingKind.NotARollout, path.Id, path.Text, none.Message);
        }
        catch (ThreadStoreException fault)
        {
            Add(FindingKind.UnreadableRollout, path.Id, path.Text, $"{path} cannot be read: {fault.Message}");
        }
    }

    private void CheckLines(RolloutPath path)
    {
        var defects = new List<StoreDifference>();
        _ends[path.Id] = LogCheck.Check(_home, path, defects);
        var bad = defects.Where(static one => one.Kind is DifferenceKind.BadLine).ToList();
        if (bad.Count > 0)
        {
            Add(FindingKind.BadLines, path.Id, path.Text, $"{HomeDiagnosis.Plural(bad.Count, "bad line")} in thread {path.Id}, the first at offset {bad[0].Offset}: {bad[0].Reason}");
        }

        if (defects.Find(static one => one.Kind is DifferenceKind.TornTail) is { } tail)
        {
            Add(FindingKind.TornTail, path.Id, path.Text, $"{tail.Length:N0} bytes after the last line feed of thread {path.Id}, at offset {tail.Offset}");
        }
    }

    private void CheckParent(RolloutPath fork, ThreadId parent, long end)
    {
        var isLacking = !Rollouts.TryGetValue(parent, out var path) || (!path.IsCompressed && _ends.GetValueOrDefault(parent, -1) < end);
        if (isLacking && Unreadable.Count == 0)
        {
            Add(
                FindingKind.MissingParent,
                fork.Id,
                fork.Text,
                path is null ? $"thread {fork.Id} continues {parent}, which is gone" : $"thread {fork.Id} continues {end:N0} bytes of {parent}, which has fewer");
        }
    }

    private void AddCompressed()
    {
        var compressed = Rollouts.Values.Where(static path => path.IsCompressed).ToList();
        if (compressed.Count > 0)
        {
            _found.Add(new StoreFinding(
                FindingKind.Compressed,
                IsProblem: false,
                compressed[0].Id,
                compressed[0].Text,
                $"{HomeDiagnosis.Plural(compressed.Count, "compressed rollout")}, not read here, the first: {compressed[0]}"));
        }
    }

    private void Add(FindingKind kind, ThreadId? thread, string path, string what) => _found.Add(new StoreFinding(kind, IsProblem: true, thread, path, what));
}
