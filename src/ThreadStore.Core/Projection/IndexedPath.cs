using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>Where the index says that a rollout lies.</summary>
internal static class IndexedPath
{
    /// <summary>The path in the thread's row, if a file is still there; null otherwise.</summary>
    /// <exception cref="ThreadStoreException">The index cannot be read now.</exception>
    internal static RolloutPath? Find(IRowStateReader rows, LogHome home, ThreadId id) =>
        rows.TryReadState(id, out var row) && RolloutPath.TryParse(row.RelativePath, out var path) && home.GetLength(path) >= 0 ? path : null;
}
