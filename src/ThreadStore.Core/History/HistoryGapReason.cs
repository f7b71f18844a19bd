namespace ThreadStore.History;

/// <summary>Why an ancestor's lines are not, or not all, read.</summary>
public enum HistoryGapReason
{
    /// <summary>It has no rollout in this home.</summary>
    Missing,

    /// <summary>Its rollout is compressed.</summary>
    Compressed,

    /// <summary>Its rollout cannot be opened, or is the rollout of another thread.</summary>
    Unreadable,

    /// <summary>Its rollout ends before the place at which the fork began: what is there is read.</summary>
    Shrunk,

    /// <summary>It is a descendant of itself.</summary>
    Cyclic,

    /// <summary>There are more ancestors than are followed: 64.</summary>
    TooDeep,
}
