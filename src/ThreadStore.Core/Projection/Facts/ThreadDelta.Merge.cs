using System;

namespace ThreadStore.Projection;

/// <content>Merging: <c>observe(xy) = observe(x) ⊕ observe(y)</c>.</content>
internal sealed partial class ThreadDelta
{
    /// <summary>
    /// Extends this delta by the one that follows it in the log; false, and unchanged, when the other one is of another thread or does
    /// not start where this one ends.
    /// </summary>
    public bool TryMerge(ThreadDelta newer)
    {
        if (newer.From != To || newer.Id != Id)
        {
            return false;
        }

        MergeTail(newer);
        To = newer.To;
        Appends += newer.Appends;
        FilledAt = FilledAt == 0 ? newer.FilledAt : FilledAt;
        if (newer.Trace.IsValid)
        {
            _links.Add(newer.Trace);
        }

        _links.Add(ref newer._links);
        ThreadFacts.Merge(Facts, newer.Facts);
        if (Host is { } host)
        {
            _projection.Host!.Merge(host, newer.Host!);
        }

        return true;
    }

    private void MergeTail(ThreadDelta newer)
    {
        // A short newer range that is all tail: the older tail lies right before it.
        var missing = TailBytes.Length - newer.TailLength;
        if (missing > 0 && newer.TailLength == newer.To - newer.From)
        {
            Span<byte> joined = stackalloc byte[TailBytes.Length * 2];
            Tail.CopyTo(joined);
            newer.Tail.CopyTo(joined[TailLength..]);
            SetTail(joined[..(TailLength + newer.TailLength)]);
            return;
        }

        SetTail(newer.Tail);
    }
}
