using System;
using System.Numerics;

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
        if (newer.Has(FactMask.UpdatedAt))
        {
            RaiseUpdatedAt(newer.UpdatedAtMs);
        }

        if (newer.HasFacts)
        {
            MergeFacts(newer);
        }

        return true;
    }

    private void MergeFacts(ThreadDelta newer)
    {
        // A first value that is here already stays.
        var taken = newer.Present & ~(Present & FactMask.First);
        if ((taken & FactMask.CreatedAt) != FactMask.None)
        {
            SetCreatedAt(newer.CreatedAtMs);
        }

        if ((taken & FactMask.TurnAt) != FactMask.None)
        {
            RaiseTurnAt(newer.TurnAtMs);
        }

        if ((taken & FactMask.TokensUsed) != FactMask.None)
        {
            SetTokensUsed(newer.TokensUsed);
        }

        if ((taken & FactMask.HistoryBaseThreadId) != FactMask.None)
        {
            SetHistoryBaseEnd(newer.HistoryBaseEnd);
        }

        if ((taken & FactMask.Name) != FactMask.None)
        {
            if (!Has(FactMask.Name) || newer.NameAtMs >= NameAtMs)
            {
                SetNameAt(newer.NameAtMs);
            }
            else
            {
                taken &= ~FactMask.Name;
            }
        }

        for (var texts = (ulong)(taken & FactMask.Texts); texts != 0; texts &= texts - 1)
        {
            CopyText((TextFact)BitOperations.TrailingZeroCount(texts), newer);
        }
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
