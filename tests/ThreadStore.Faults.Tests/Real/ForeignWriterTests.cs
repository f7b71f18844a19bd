using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Faults.Real;

/// <summary>Law: a program that appends to our log without asking loses no line, nor do we, and the row counts both.</summary>
public sealed class ForeignWriterTests
{
    private const int Writer = 7;
    private const int Lines = 300;

    [Fact]
    public async Task Append_WhileAForeignProcessAppends_KeepsTheLinesOfBoth()
    {
        await using var home = new FolderWithStore();
        var thread = home.Create();
        thread.Append(ItemType.EventMsg, new Mark(1, 1, 1).ToMessage());
        var ours = 1;
        using (var foreign = ChildProcess.Start("foreign", "--file", thread.RolloutPath!, "--writer", $"{Writer}", "--lines", $"{Lines}"))
        {
            // One of ours for each of theirs, in all durabilities, and now and then a flush that must count both.
            while (await foreign.ReadAsync() is not null)
            {
                thread.Append(ItemType.EventMsg, new Mark(1, 1, ++ours).ToMessage(), (Durability)(ours % 3));
                if (ours % 20 == 0)
                {
                    await Guard.Task(thread.FlushAsync());
                }
            }

            await foreign.EndAsync();
        }

        await Guard.Task(thread.FlushAsync(sync: true));
        Assert.Equal(new FileInfo(thread.RolloutPath!).Length, home.Store.Read(thread.Id).LogOffset);
        await thread.ShutdownAsync();
        await home.CloseAsync();

        var marks = File.ReadAllLines(HomeCheck.LogOf(home.Home, thread.Id)!).Skip(1).Select(static line => Mark.Find(line)!.Value).ToList();
        Assert.Equal(Enumerable.Range(1, ours), marks.Where(static mark => mark.Writer == 1).Select(static mark => mark.Number));
        Assert.Equal(Enumerable.Range(1, Lines), marks.Where(static mark => mark.Writer == Writer).Select(static mark => mark.Number));
        Assert.Equal(ours + Lines, marks.Count);
        await HomeCheck.CheckIndexAsync(home.Home);
        await HomeCheck.CheckByToolAsync(home.Home);
    }
}
