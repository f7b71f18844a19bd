using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Queries;
using ThreadStore.Sqlite;

namespace ThreadStore.Verification;

/// <summary>Holds a home's index against a fresh one that is made of nothing but the logs, and parses every line on the way.</summary>
internal static class StoreVerification
{
    private const string ThreadsTable = "threads";

    internal static async Task<IReadOnlyList<StoreDifference>> RunAsync(
        ThreadStoreOptions options, IProgress<RebuildProgress>? progress, CancellationToken cancellationToken)
    {
        var home = new LogHome(HomeFolder.Existing(options.Home), options.Clock);
        var begun = options.Clock.GetTimestamp();
        var found = new List<StoreDifference>();
        var ends = new Dictionary<ThreadId, long>();
        var unreadable = new List<string>();
        var files = new List<RolloutPath>(home.Layout.Enumerate(unreadable));
        foreach (var folder in unreadable)
        {
            found.Add(new StoreDifference(null, DifferenceKind.Unreadable, 0, 0, $"the folder {folder} cannot be read: its rollouts are not verified"));
        }

        long bytes = 0;
        for (var i = 0; i < files.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (files[i].IsCompressed)
            {
                // Neither parsed nor projected here: its row stays as it was when the log could still be read.
                continue;
            }

            var end = CheckLog(home, files[i], found);
            ends[files[i].Id] = end;
            bytes += end;
            progress?.Report(new RebuildProgress(i + 1, files.Count, bytes, found.Count, options.Clock.GetElapsedTime(begun)));
        }

        using var scratch = new ScratchIndex(home, options);
        await scratch.FillAsync(cancellationToken).ConfigureAwait(false);
        var actual = new IndexFiles(home.Directory, options.IndexDirectory, IndexSchema.Hash);
        try
        {
            CompareIndexes(actual, scratch.Files, home, unreadable.Count > 0, ends, found);
        }
        catch (Exception damage) when (IsDamage(damage))
        {
            // What the logs say is known by now, and stays so.
            found.Add(new StoreDifference(null, DifferenceKind.DamagedIndex, 0, 0, $"the index cannot be read: {damage.Message}"));
        }

        return found;
    }

    // A lock in the way is no damage.
    private static bool IsDamage(Exception fault) => fault switch
    {
        SqliteException e => !SqliteResult.IsBusy(e.Code),
        StorageFaultException e => e.Part is StoragePart.Index && !SqliteResult.IsBusy(e.ErrorCode),
        _ => false,
    };

    private static long CheckLog(LogHome home, RolloutPath path, List<StoreDifference> found)
    {
        try
        {
            return LogCheck.Check(home, path, found);
        }
        catch (ThreadStoreException fault)
        {
            found.Add(new StoreDifference(path.Id, DifferenceKind.Unreadable, 0, 0, fault.Message));
            return 0;
        }
    }

    // Rows as they are against rows as the logs give them, one difference per thread: its first column is enough to know.
    private static void CompareIndexes(
        IndexFiles actual, IndexFiles expected, LogHome home, bool isPartUnread, Dictionary<ThreadId, long> ends, List<StoreDifference> found)
    {
        using var right = IndexDump.Open(expected);
        if (actual.FindNewest() == 0)
        {
            foreach (var row in right.Rows(ThreadsTable))
            {
                found.Add(new StoreDifference(ThreadId.FromBytes(row.RawKey), DifferenceKind.Missing, 0, 0, "the home has no index"));
            }

            return;
        }

        using var left = IndexDump.Open(actual);
        using var rows = new IndexReader(actual);
        string? last = null;
        foreach (var difference in IndexDump.Compare(left, right))
        {
            if (difference.Key == last)
            {
                continue;
            }

            last = difference.Key;
            if (IsOfUnreadLog(difference, home, isPartUnread, rows))
            {
                continue;
            }

            found.Add(Describe(difference, home, rows, ends));
        }
    }

    // Compressed, or in a folder that may not be read: nothing is known against its row.
    private static bool IsOfUnreadLog(IndexDifference difference, LogHome home, bool isPartUnread, IndexReader rows) =>
        difference is { Table: ThreadsTable, Column: null, Right: null }
        && ThreadId.TryParse(difference.Key, out var id)
        && rows.TryReadState(id, out var row)
        && RolloutPath.TryParse(row.RelativePath, out var path)
        && (isPartUnread || (path.IsCompressed && home.GetLength(path) >= 0));

    private static StoreDifference Describe(IndexDifference difference, LogHome home, IndexReader rows, Dictionary<ThreadId, long> ends)
    {
        if (!ThreadId.TryParse(difference.Key, out var id))
        {
            return new StoreDifference(null, DifferenceKind.Differs, 0, 0, $"{difference.Table} {difference.Key} {difference.Column}");
        }

        if (difference.Table != ThreadsTable)
        {
            return new StoreDifference(id, DifferenceKind.Differs, 0, 0, $"{difference.Table}.{difference.Column}: {Quote(difference.Left)} instead of {Quote(difference.Right)}");
        }

        if (difference.Column is null)
        {
            return difference.Left is null
                ? new StoreDifference(id, DifferenceKind.Missing, 0, 0, "a rollout without a row")
                : new StoreDifference(id, DifferenceKind.Orphan, 0, 0, "a row without a rollout");
        }

        if (rows.TryReadState(id, out var row) && ends.TryGetValue(id, out var end) && row.Mark.Offset < end && IsPrefix(home, row))
        {
            return new StoreDifference(id, DifferenceKind.Behind, row.Mark.Offset, end - row.Mark.Offset, "lines that are not projected yet");
        }

        return new StoreDifference(id, DifferenceKind.Differs, 0, 0, $"{difference.Column}: {Quote(difference.Left)} instead of {Quote(difference.Right)}");
    }

    private static bool IsPrefix(LogHome home, in RowState row)
    {
        if (!RolloutPath.TryParse(row.RelativePath, out var path) || !home.TryOpenRead(path, out var file))
        {
            return false;
        }

        using (file)
        {
            return LogHashes.Match(file, file.GetLengthOrThrow(), row.Mark);
        }
    }

    private static string Quote(string? value) => value is null ? "null" : value.Length <= 80 ? $"'{value}'" : $"'{value.AsSpan(0, 77)}…'";
}
