namespace ThreadStore.Projection;

/// <content>
/// Merging, one verb per rule: <c>observe(xy) = observe(x) ⊕ observe(y)</c>. Each does nothing when the newer block lacks the fact.
/// </content>
public sealed partial class FactBlock
{
    /// <summary>The older value stays.</summary>
    public void MergeFirstNumber(int fact, FactBlock newer)
    {
        if (newer.Has(fact) && (!Has(fact) || newer.IsReplaced(fact)))
        {
            SetNumber(fact, newer._numbers[fact]);
            Replaced |= newer.Replaced & Bit(fact);
        }
    }

    /// <summary>The newer value stands, be it a clear.</summary>
    public void MergeLastNumber(int fact, FactBlock newer)
    {
        if (newer.Has(fact))
        {
            CopyNumber(fact, newer);
        }
    }

    /// <summary>The larger value stands.</summary>
    public void MergeMaxNumber(int fact, FactBlock newer)
    {
        if (newer.Has(fact))
        {
            RaiseNumber(fact, newer._numbers[fact]);
        }
    }

    /// <summary>The smaller value stands.</summary>
    public void MergeMinNumber(int fact, FactBlock newer)
    {
        if (newer.Has(fact))
        {
            LowerNumber(fact, newer._numbers[fact]);
        }
    }

    /// <summary>Counts and sums add up.</summary>
    public void MergeSum(int fact, FactBlock newer)
    {
        if (newer.Has(fact))
        {
            AddNumber(fact, newer._numbers[fact]);
        }
    }

    /// <summary>The value of the newer time stands, of equal times the newer block's.</summary>
    public void MergeNewestNumber(int fact, FactBlock newer)
    {
        if (IsNewer(fact, newer))
        {
            CopyNumber(fact, newer);
            _times[fact] = newer._times[fact];
        }
    }

    /// <summary>The older text stays.</summary>
    public void MergeFirstText(int fact, int text, FactBlock newer)
    {
        if (newer.Has(fact) && (!Has(fact) || newer.IsReplaced(fact)))
        {
            CopyText(fact, text, newer);
            Replaced |= newer.Replaced & Bit(fact);
        }
    }

    /// <summary>The newer text stands, be it a clear.</summary>
    public void MergeLastText(int fact, int text, FactBlock newer)
    {
        if (newer.Has(fact))
        {
            CopyText(fact, text, newer);
        }
    }

    /// <summary>The text of the newer time stands, of equal times the newer block's.</summary>
    public void MergeNewestText(int fact, int text, FactBlock newer)
    {
        if (IsNewer(fact, newer))
        {
            CopyText(fact, text, newer);
            _times[fact] = newer._times[fact];
        }
    }

    private bool IsNewer(int fact, FactBlock newer) => newer.Has(fact) && (!Has(fact) || newer._times[fact] >= _times[fact]);

    private void CopyNumber(int fact, FactBlock from)
    {
        if (from.IsCleared(fact))
        {
            SetCleared(fact);
        }
        else
        {
            SetNumber(fact, from._numbers[fact]);
        }
    }
}
