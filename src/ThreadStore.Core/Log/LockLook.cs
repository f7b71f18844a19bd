namespace ThreadStore.Log;

/// <summary>Looks at a writer lock without disturbing anybody: no file is made, and nobody finds a thread busy because of the look.</summary>
internal static class LockLook
{
    /// <summary>Who holds the thread; "" when its lock file is nobody's; null when there is none, or the folder was not to be had.</summary>
    /// <remarks>The lock is tried under the coordination lock, as whoever acquires does: so nobody meets ours.</remarks>
    internal static string? HolderOf(LockFolder folder, ThreadId id)
    {
        using var coordination = folder.TryCoordinate(out _);
        if (coordination is null)
        {
            return null;
        }

        using var file = LogHandle.Open(folder.PathOf(id), Libc.O_RDWR | Libc.O_NOFOLLOW | Libc.O_NONBLOCK, 0, out _);
        return file is null ? null : LockFolder.TryLock(file, out var errno) ? "" : errno == 0 ? LockHolder.Describe(file) : null;
    }
}
