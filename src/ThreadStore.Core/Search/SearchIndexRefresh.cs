namespace ThreadStore.Search;

/// <summary>What a refresh of a <see cref="ThreadSearchIndex"/> has done.</summary>
/// <param name="Rollouts">Rollouts that were looked at.</param>
/// <param name="Lines">Lines that were taken in.</param>
/// <param name="Removed">Threads that were taken out, because their rollouts are gone.</param>
/// <param name="Compressed">Threads of which there is only a compressed rollout: what was taken in of them before stays.</param>
/// <param name="Unreadable">Rollouts that could not be read: what was taken in of them before stays.</param>
public sealed record SearchIndexRefresh(long Rollouts, long Lines, long Removed, long Compressed, long Unreadable);
