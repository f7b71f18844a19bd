using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ThreadStore.History;

// Whatever the log, the page size and the direction: the pages put together are the turns and items that reading everything and holding everything gives.
// Seen to fail: with the late lines left out of a turn's ranges, with repeats not settled.
public class HistoryLawTests
{
    private static readonly ThreadId s_id = ThreadId.Parse("01a1fcb8-2b72-7833-a595-9c5022c4ed8f");
    private static readonly ThreadId s_fork = ThreadId.Parse("01a1fcb9-3760-7640-9030-fb07e88b57eb");
    private static readonly ThreadId s_forkOfFork = ThreadId.Parse("01a1fcb9-3ace-7e71-a1f8-6331db4f7760");

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Pages_OfAnyLog_AreWhatASlowReadingGives(int seed)
    {
        using var home = Home(seed);
        var log = Join([TurnLog.Meta(s_id), .. Lines(seed).Next(20 + (seed * 3))]);
        home.Put(s_id, log + "{\"torn");
        var oracle = new TurnOracle();
        oracle.Read(log);

        AssertSame(home, s_id, oracle, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Pages_OfAFork_AreThoseOfTheLinesThatItContinuesAndOfItsOwn(int seed)
    {
        using var home = Home(seed);
        var random = new Random(seed);
        var lines = Lines(seed);
        var oracle = new TurnOracle();

        var first = Join([TurnLog.Meta(s_id), .. lines.Next(30)]);
        var firstCut = CutOf(first, random);
        oracle.Read(first, firstCut);
        home.Put(s_id, first, isArchived: random.Next(2) == 0);

        var second = Join([TurnLog.Fork(s_fork, s_id, firstCut), .. lines.Next(20)]);
        var secondCut = CutOf(second, random);
        oracle.Read(second, secondCut);
        home.Put(s_fork, second);

        var third = Join([TurnLog.Fork(s_forkOfFork, s_fork, secondCut), .. lines.Next(20)]);
        oracle.Read(third);
        home.Put(s_forkOfFork, third);

        AssertSame(home, s_forkOfFork, oracle, seed);
    }

    [Theory]
    [InlineData("legacy.jsonl")]
    [InlineData("legacy-fork.jsonl")]
    public void Pages_OfALegacyLog_AreThoseOfOneLargePage(string file)
    {
        using var home = new HistoryHome();
        var id = home.Put(System.IO.File.ReadAllLines(System.IO.Path.Combine(AppContext.BaseDirectory, "Data", "history", file)));
        var turns = home.AllTurns(new TurnListQuery { Thread = id, PageSize = 1000, Ascending = true, Items = TurnItems.Full });
        var items = home.AllItems(new ItemListQuery { Thread = id, PageSize = 1000 });

        Assert.True(items.Count > 5);
        Assert.Equal(turns.SelectMany(static turn => turn.Items).Select(Describe), items.Select(Describe));
        foreach (var size in new[] { 1, 2, 3, 7 })
        {
            foreach (var isReversed in new[] { false, true })
            {
                AssertOrder(turns.Select(static turn => turn.Id), home.AllTurns(new TurnListQuery { Thread = id, PageSize = size, Ascending = !isReversed }).Select(static turn => turn.Id), isReversed);
                AssertOrder(items.Select(Describe), home.AllItems(new ItemListQuery { Thread = id, PageSize = size, Descending = isReversed }).Select(Describe), isReversed);
                foreach (var turn in turns)
                {
                    AssertOrder(
                        turn.Items.Select(Describe), home.AllItems(new ItemListQuery { Thread = id, PageSize = size, Descending = isReversed, TurnId = turn.Id }).Select(Describe), isReversed);
                }
            }
        }
    }

    // Every other log has an index, and of every other one of those the newest pages are read without it.
    private static HistoryHome Home(int seed) => new()
    {
        Threshold = seed % 2 == 0 ? 0 : OffsetMaps.DefaultFileThreshold,
        EndBytes = seed % 4 == 0 ? 2000 : 0,
    };

    private static TurnLog Lines(int seed) => new(seed) { IsAheadOfTime = seed % 4 != 0 };

    private static void AssertSame(HistoryHome home, ThreadId id, TurnOracle oracle, int seed)
    {
        var turns = oracle.Turns.ToList();
        var items = oracle.Items.ToList();
        foreach (var size in new[] { 1, 2, 1 + (seed % 5), 1000 })
        {
            foreach (var isReversed in new[] { false, true })
            {
                var full = home.AllTurns(new TurnListQuery { Thread = id, PageSize = size, Ascending = !isReversed, Items = TurnItems.Full });
                var summaries = home.AllTurns(new TurnListQuery { Thread = id, PageSize = size, Ascending = !isReversed });
                var found = full.Zip(summaries, static (all, some) => (all.Id, all.Status.ToString(), Texts(all.Items), Texts(some.Items)));
                AssertOrder(turns, found, isReversed);

                AssertOrder(items, Describe(home.AllItems(new ItemListQuery { Thread = id, PageSize = size, Descending = isReversed })), isReversed);
                foreach (var turn in items.Select(static item => item.Turn).Distinct())
                {
                    AssertOrder(
                        items.Where(item => item.Turn == turn),
                        Describe(home.AllItems(new ItemListQuery { Thread = id, PageSize = size, Descending = isReversed, TurnId = turn })),
                        isReversed);
                }
            }
        }
    }

    private static void AssertOrder<T>(IEnumerable<T> expected, IEnumerable<T> found, bool isReversed) => Assert.Equal(expected, isReversed ? found.Reverse() : found);

    private static IEnumerable<(string Turn, string Id, long Offset, string Text)> Describe(List<ThreadItem> items) => items.Select(Describe);

    private static (string Turn, string Id, long Offset, string Text) Describe(ThreadItem item) => (item.TurnId, item.Id, item.Offset, TextOf(item));

    private static string Texts(IEnumerable<ThreadItem> items) => string.Join(' ', items.Select(TextOf));

    private static string TextOf(ThreadItem item)
    {
        var json = JsonNode.Parse(item.Json.Span)!;
        return item.Type == "agentMessage" ? (string)json["text"]! : item.Type == "userMessage" ? (string?)json["content"]?.AsArray().FirstOrDefault()?["text"] ?? "" : json.ToJsonString();
    }

    private static string Join(IEnumerable<string> lines) => string.Concat(lines.Select(static line => line + "\n"));

    private static long CutOf(string log, Random random)
    {
        var ends = Enumerable.Range(0, log.Length).Where(at => log[at] == '\n').Select(static at => at + 1).ToList();
        return Encoding.UTF8.GetByteCount(log.AsSpan(0, ends[random.Next(1, ends.Count)]));
    }
}
