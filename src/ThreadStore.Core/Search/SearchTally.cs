using System;
using System.Collections.Generic;
using System.Threading;
using ThreadStore.Log;

namespace ThreadStore.Search;

/// <summary>Counts what a search has done, for whoever asked to be told. Any thread.</summary>
internal sealed class SearchTally
{
    private readonly Lock _gate = new();
    private readonly IProgress<SearchSummary>? _progress;

    // All under _gate.
    private readonly List<SkippedRollout> _skipped = [];
    private SearchSummary _summary = new();

    public SearchTally(IProgress<SearchSummary>? progress) => _progress = progress;

    /// <summary>Adds what was done on one rollout.</summary>
    public void Add(long bytes, long hits, long tooLongLines)
    {
        lock (_gate)
        {
            _summary = _summary with
            {
                Rollouts = _summary.Rollouts + 1,
                Bytes = _summary.Bytes + bytes,
                Hits = _summary.Hits + hits,
                TooLongLines = _summary.TooLongLines + tooLongLines,
            };
        }
    }

    /// <summary>Notes a rollout that could not be read, or not to its end.</summary>
    public void SkipUnreadable(RolloutPath path, string reason)
    {
        lock (_gate)
        {
            _summary = _summary with { Unreadable = _summary.Unreadable + 1 };
            NoteLocked(path, reason);
        }
    }

    /// <summary>Tells how far the search is.</summary>
    public void Report() => _progress?.Report(Take(isComplete: false));

    /// <summary>Tells that everything was looked at.</summary>
    public void Complete(IReadOnlyCollection<RolloutPath> compressed)
    {
        lock (_gate)
        {
            _summary = _summary with { Compressed = compressed.Count };
            foreach (var path in compressed)
            {
                NoteLocked(path, "it is compressed");
            }
        }

        _progress?.Report(Take(isComplete: true));
    }

    private SearchSummary Take(bool isComplete)
    {
        lock (_gate)
        {
            return _summary with { IsComplete = isComplete, Skipped = [.. _skipped] };
        }
    }

    private void NoteLocked(RolloutPath path, string reason)
    {
        if (_skipped.Count < SearchSummary.MaxSkipped)
        {
            _skipped.Add(new SkippedRollout(path.Id, path.Text, reason));
        }
    }
}
