using System;

namespace ThreadStore.Log;

/// <content>The instant that no scheduling can hit on purpose.</content>
internal sealed partial class LockFolder
{
    /// <summary>Runs between opening and locking a thread's lock file, where another process may unlink it.</summary>
    internal Action? BetweenOpenAndLock { get; set; }
}
