using System.Diagnostics;
using System.Text;
using System.Threading.Tasks;
using ThreadStore.Measuring;

namespace ThreadStore.Scale.Children;

/// <summary>Lists fifty threads as UTF-8 rows: the newest ones, and those in the middle of the order by a cursor.</summary>
internal static class ListChild
{
    private const int PageSize = 50;
    private const int WarmUp = 500;

    internal static async Task<Figures> RunAsync(string home, int threads, int rounds, int lists)
    {
        var store = ScaleStore.Open(home);
        await using (store.ConfigureAwait(false))
        {
            await store.CaughtUp.ConfigureAwait(false);
            using var page = new Utf8ThreadPage();
            var middle = Middle(store, page, threads, out var first);
            return new Figures
            {
                ["first"] = Measure(store, page, [], threads - 1, rounds, lists),
                ["middle"] = Measure(store, page, middle, first, rounds, lists),
            };
        }
    }

    private static byte[] Middle(LocalThreadStore store, Utf8ThreadPage page, int threads, out int first)
    {
        var query = new ThreadListQuery { PageSize = 500 };
        byte[] cursor = [];
        first = threads - 1;
        while (first > threads / 2)
        {
            store.List(query, page, cursor);
            Answers.Check(page.Count == query.PageSize, $"a page of {query.PageSize} has {page.Count} rows");
            first -= page.Count;
            cursor = page.NextCursorUtf8.ToArray();
        }

        return cursor;
    }

    private static double[] Measure(LocalThreadStore store, Utf8ThreadPage page, byte[] cursor, int first, int rounds, int lists)
    {
        var query = new ThreadListQuery { PageSize = PageSize };
        for (var list = 0; list < WarmUp; list++)
        {
            store.List(query, page, cursor);
        }

        Check(page, first);
        var medians = new double[rounds];
        var histogram = new Histogram();
        for (var round = 0; round < rounds; round++)
        {
            histogram.Clear();
            for (var list = 0; list < lists; list++)
            {
                var start = Stopwatch.GetTimestamp();
                store.List(query, page, cursor);
                histogram.Record((long)Stopwatch.GetElapsedTime(start).TotalNanoseconds);
            }

            medians[round] = histogram.Quantile(0.5) / 1e3;
        }

        Check(page, first);
        return medians;
    }

    private static void Check(Utf8ThreadPage page, int first)
    {
        Answers.Check(page.Count == PageSize, $"a page of {PageSize} has {page.Count} rows");
        for (var row = 0; row < page.Count; row++)
        {
            var title = Encoding.UTF8.GetString(page[row].Title);
            Answers.Check(title == ScaleHome.Title(first - row), $"row {row} of the page from {first} is '{title}'");
        }
    }
}
