using System.Collections.Generic;
using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore.Verification;

/// <summary>The writer locks: who holds which, and which were left behind.</summary>
internal static class LockDiagnosis
{
    internal static void Check(LogHome home, IReadOnlyDictionary<ThreadId, RowState>? rows, RolloutDiagnosis rollouts, List<StoreFinding> found)
    {
        var folder = new LockFolder(home, "threadstore doctor");
        foreach (var id in folder.List())
        {
            switch (LockLook.HolderOf(folder, id))
            {
                case null:
                    break;
                case "":
                    // The mark of a writer that died; once its row is at the end of the log, nothing is left to be done about it.
                    var isBehind = rollouts.Ends.TryGetValue(id, out var end) && !(rows is not null && rows.TryGetValue(id, out var row) && row.Mark.Offset >= end);
                    found.Add(new StoreFinding(
                        FindingKind.LeftOverLock,
                        isBehind,
                        id,
                        folder.PathOf(id),
                        $"a writer of thread {id} ended without closing it{(isBehind ? ", and its row is behind" : "; its row is complete")}"));
                    break;
                case var holder:
                    found.Add(new StoreFinding(FindingKind.HeldLock, IsProblem: false, id, folder.PathOf(id), $"thread {id} is being written by {holder}"));
                    break;
            }
        }
    }
}
