using System.Collections.Generic;
using System.Linq;
using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore.Verification;

/// <summary>The rows against the files, by their names and lengths alone; what their columns say is for verify.</summary>
internal static class RowDiagnosis
{
    internal static void Check(LogHome home, IReadOnlyDictionary<ThreadId, RowState>? rows, RolloutDiagnosis rollouts, List<StoreFinding> found)
    {
        if (rows is null)
        {
            return;
        }

        Add(
            FindingKind.MissingRow,
            [.. rollouts.Ends.Where(rollout => rollout.Value > 0 && !rows.ContainsKey(rollout.Key)).Select(static rollout => rollout.Key)],
            "rollout",
            "without a row",
            found);
        Add(
            FindingKind.RowBehind,
            [.. rows.Where(row => rollouts.Ends.TryGetValue(row.Key, out var end) && row.Value.Mark.Offset < end).Select(static row => row.Key)],
            "row",
            "behind its log",
            found);
        Add(FindingKind.OrphanRow, [.. rows.Where(row => IsOrphan(home, row.Key, row.Value, rollouts)).Select(static row => row.Key)], "row", "without a rollout", found);
    }

    private static bool IsOrphan(LogHome home, ThreadId id, in RowState row, RolloutDiagnosis rollouts) =>
        !rollouts.Rollouts.ContainsKey(id)
        && rollouts.Unreadable.Count == 0
        && (!RolloutPath.TryParse(row.RelativePath, out var path) || home.IsMissing(path));

    // A home that was copied without its index has thousands: one line says as much.
    private static void Add(FindingKind kind, List<ThreadId> threads, string noun, string what, List<StoreFinding> found)
    {
        if (threads.Count > 0)
        {
            var first = threads.Min();
            found.Add(new StoreFinding(kind, IsProblem: true, first, null, $"{HomeDiagnosis.Plural(threads.Count, noun)} {what}, the first: {first}"));
        }
    }
}
