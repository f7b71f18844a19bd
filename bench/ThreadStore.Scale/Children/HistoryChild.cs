using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Measuring;

namespace ThreadStore.Scale.Children;

/// <summary>Reads a long rollout by page, from its end and in its middle, in a process whose heap is a fraction of it.</summary>
internal static class HistoryChild
{
    private const int LargePage = 1000;

    internal static async Task<Figures> RunAsync(string home, int turns, int pages)
    {
        var figures = new Figures();
        var start = Stopwatch.GetTimestamp();
        var store = ScaleStore.Open(home);
        await using (store.ConfigureAwait(false))
        {
            await store.CaughtUp.ConfigureAwait(false);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            figures["catch-up"] = [new FileInfo(store.FullPath(store.Read(LongRollout.Id))).Length / 1e6 / seconds];
            figures["last"] = Pages(store, cursor: null, turns - 1, pages);
            var middle = Middle(store, turns, out var first, out var took);
            figures["to-middle"] = [took];
            figures["middle"] = Pages(store, middle, first, pages);
            figures["lines"] = [Backward(store, turns, lines: Math.Min(100_000, (turns * LongRollout.ItemsPerTurn) / 2))];
        }

        figures["limit"] = [GC.GetGCMemoryInfo().TotalAvailableMemoryBytes];
        figures["peak"] = [ProcessMemory.Peak / 1e6];
        return figures;
    }

    // Newest first, each page by the cursor of the one before; every turn and its items are held against what was written.
    private static double[] Pages(LocalThreadStore store, string? cursor, int first, int pages)
    {
        var query = new TurnListQuery { Thread = LongRollout.Id, PageSize = 20, Items = TurnItems.Full, Cursor = cursor };
        pages = Math.Min(pages, (first + 1) / query.PageSize);
        var milliseconds = new double[pages];
        for (var number = 0; number < pages; number++)
        {
            var start = Stopwatch.GetTimestamp();
            var page = store.ListTurns(query);
            milliseconds[number] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Answers.Check(page.Turns.Count == query.PageSize, $"a page of {query.PageSize} has {page.Turns.Count} turns");
            foreach (var turn in page.Turns)
            {
                Answers.Check(turn.Id == LongRollout.TurnId(first), $"turn {turn.Id} stands where turn {first} should");
                Answers.Check(turn.Items.Count == LongRollout.ItemsPerTurn, $"turn {first} has {turn.Items.Count} items");
                first--;
            }

            query = query with { Cursor = page.NextCursor };
        }

        return milliseconds;
    }

    private static string Middle(LocalThreadStore store, int turns, out int first, out double seconds)
    {
        var query = new TurnListQuery { Thread = LongRollout.Id, PageSize = LargePage, Items = TurnItems.None };
        first = turns - 1;
        var start = Stopwatch.GetTimestamp();
        while (first > turns / 2)
        {
            query = query with { PageSize = Math.Min(LargePage, first - (turns / 2)) };
            var page = store.ListTurns(query);
            Answers.Check(page.Turns.Count == query.PageSize && page.Turns[0].Id == LongRollout.TurnId(first), $"the page from turn {first} has {page.Turns.Count} turns from {page.Turns[0].Id}");
            first -= page.Turns.Count;
            query = query with { Cursor = page.NextCursor };
        }

        seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return query.Cursor!;
    }

    private static double Backward(LocalThreadStore store, int turns, int lines)
    {
        var expected = LongRollout.LastOrdinal(turns);
        long bytes = 0;
        var start = Stopwatch.GetTimestamp();
        using var reader = store.ReadHistory(LongRollout.Id, HistoryStart.End);
        for (var count = 0; count < lines; count++)
        {
            Answers.Check(reader.Read(out var line) && line.Ordinal == expected, $"line {expected} is not where it should be, newest first");
            bytes += line.Text.Length + 1;
            expected--;
        }

        return bytes / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
