using System.Collections.Generic;
using System.Linq;
using ThreadStore.Log;
using ThreadStore.Queries;
using ThreadStore.Sqlite;

namespace ThreadStore.Verification;

/// <summary>The rows against the files, by their names and lengths alone; what their columns say is for verify.</summary>
internal static class RowDiagnosis
{
    internal static void Check(LogHome home, IndexReader reader, IReadOnlyList<RowPath>? rows, RolloutDiagnosis rollouts, List<StoreFinding> found)
    {
        if (rows is null)
        {
            return;
        }

        var known = rows.Select(static row => row.Id).ToHashSet();
        Add(
            FindingKind.MissingRow,
            [.. rollouts.Ends.Where(rollout => rollout.Value > 0 && !known.Contains(rollout.Key)).Select(static rollout => rollout.Key)],
            "rollout",
            "without a row",
            found);
        Add(
            FindingKind.RowBehind,
            [.. rows.Where(row => rollouts.Ends.TryGetValue(row.Id, out var end) && reader.TryReadState(row.Id, out var state) && state.Mark.Offset < end).Select(static row => row.Id)],
            "row",
            "behind its log",
            found);
        Add(FindingKind.OrphanRow, [.. rows.Where(row => IsOrphan(home, row, rollouts)).Select(static row => row.Id)], "row", "without a rollout", found);
    }

    private static bool IsOrphan(LogHome home, RowPath row, RolloutDiagnosis rollouts) =>
        !rollouts.Rollouts.ContainsKey(row.Id)
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
