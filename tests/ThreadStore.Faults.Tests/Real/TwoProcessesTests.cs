using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using Xunit.Abstractions;

namespace ThreadStore.Faults.Real;

/// <summary>Law: processes that share a home lose nothing of each other's; one thread has one writer at a time, and passes from hand to hand.</summary>
public sealed class TwoProcessesTests(ITestOutputHelper output)
{
    private const int Rounds = 50;

    [Fact]
    public async Task Write_DifferentThreadsFromTwoProcesses_LosesNothing()
    {
        await using var home = new FolderWithStore();
        var ledgers = Enumerable.Range(1, 4).Select(static writer => new ThreadLedger(writer)).ToList();
        for (var round = 1; round <= Rounds; round++)
        {
            using var one = ChildProcess.Start("work", "--home", home.Home, "--writer", "1", "--threads", "2", "--round", $"{round}", "--lines", "30");
            using var other = ChildProcess.Start("work", "--home", home.Home, "--writer", "3", "--threads", "2", "--round", $"{round}", "--lines", "30");
            await Task.WhenAll(one.EndAsync(), other.EndAsync());
            ledgers.ForEach(ledger => ledger.Add(round, one.Reports.Concat(other.Reports)));
            HomeCheck.CheckProjected(home.Home, ledgers);
        }

        await HomeCheck.CheckAsync(home.Home, ledgers);
        await HomeCheck.CheckByToolAsync(home.Home);
    }

    [Fact]
    public async Task Write_TheSameThreadFromTwoProcesses_PassesItFromHandToHand()
    {
        await using var home = new FolderWithStore();
        var id = ThreadId.Parse("01a1fcb8-2b72-7833-a595-000000000063");
        var mine = new List<Report>();
        int turns;
        await home.Store.Create(new CreateThreadParams { Id = id, Cwd = "/work" }).AppendAndFlushAsync(ItemType.EventMsg, new Mark(0, 1, 1).ToMessage());
        await home.CloseAsync();

        using (var child = ChildProcess.Start("share", "--home", home.Home, "--writer", "2", "--rounds", $"{Rounds}"))
        {
            await child.WaitForAsync("ready");
            // As long as the other one is at it, too.
            var isOver = child.EndAsync();
            for (turns = 0; turns < Rounds || !isOver.IsCompleted;)
            {
                await ShareCommand.TakeTurnAsync(home.Store, new Mark(1, ++turns, 1), mine.Add);
            }

            await isOver;
            output.WriteLine($"busy: {mine.Count(static report => report.Kind == "busy")} here, {child.Reports.Count(static report => report.Kind == "busy")} there");
            await home.CloseAsync();
            AssertLines(home.Home, id, (turns, mine), (Rounds, child.Reports));
        }

        await HomeCheck.CheckIndexAsync(home.Home);
        await HomeCheck.CheckByToolAsync(home.Home);
    }

    // Both writers' lines in their own order, each turn's two lines together, and no number twice.
    private static void AssertLines(string home, ThreadId id, (int Turns, List<Report> Told) mine, (int Turns, List<Report> Told) theirs)
    {
        var lines = File.ReadAllLines(HomeCheck.LogOf(home, id)!);
        var marks = lines.Skip(2).Select(static line => Mark.Find(line)!.Value).ToList();
        foreach (var (writer, (turns, told)) in new[] { (1, mine), (2, theirs) })
        {
            Assert.Equal(2 * turns, told.Count(static report => report.Kind == "append"));
            var expected = Enumerable.Range(1, turns).SelectMany(round => new[] { new Mark(writer, round, 1), new Mark(writer, round, 2) });
            Assert.Equal(expected, marks.Where(mark => mark.Writer == writer));
        }

        for (var i = 0; i < marks.Count; i += 2)
        {
            Assert.Equal(marks[i] with { Number = 2 }, marks[i + 1]);
        }

        Assert.Equal(Enumerable.Range(0, lines.Length), lines.Select(OrdinalOf));
    }

    private static int OrdinalOf(string line)
    {
        using var json = System.Text.Json.JsonDocument.Parse(line);
        return json.RootElement.GetProperty("ordinal").GetInt32();
    }
}
