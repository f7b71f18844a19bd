using System.Threading.Tasks;
using ThreadStore.Compare.Append;
using ThreadStore.Compare.Native;
using ThreadStore.Compare.Projection;
using ThreadStore.Measuring;
using Xunit;

namespace ThreadStore.Compare;

/// <summary>The C program writes the rows that we write, and rows that differ are found out. Without a C compiler there is nothing to look at.</summary>
public class RowsRivalTests
{
    private static readonly Payloads s_payloads = new(256);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_PassesForTheSameRows_AndFailsWhenOneWasNotMoved(bool isOneLost)
    {
        using var program = StatementProgram.TryCompile();
        if (program is null)
        {
            return;
        }

        using var home = new ScratchFolder();
        using var rival = new RowsRival(program, home.Path);
        await using (var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = home.Path }))
        {
            var thread = store.Create(new CreateThreadParams { Cwd = "/" });
            var from = 0L;
            for (var append = 0; append < 3; append++)
            {
                var position = await thread.AppendAndFlushAsync(ItemType.EventMsg, s_payloads[append]);
                if (!isOneLost || append < 2)
                {
                    rival.Note([new RowMove(thread.RolloutPath!, from, position.Offset)], rowsInTransaction: 1);
                }

                from = position.Offset;
            }
        }

        var failure = Record.Exception(() => rival.Check(home.Path));
        Assert.Equal(isOneLost, failure is WrongAnswerException);
    }

    [Fact]
    public void Run_OfAStatementThatSqliteRefuses_SaysWhy()
    {
        using var program = StatementProgram.TryCompile();
        if (program is null)
        {
            return;
        }

        using var home = new ScratchFolder();
        using var run = program.Open(RowScripts.CreateIndex(home.Path), RowScripts.Settings, "SELECT one FROM nowhere");

        Assert.Contains("no such table", Assert.Throws<WrongAnswerException>(() => run.Run(home.File("none"))).Message, System.StringComparison.Ordinal);
    }
}
