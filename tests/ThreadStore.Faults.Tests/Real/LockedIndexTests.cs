using System.Diagnostics;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace ThreadStore.Faults.Real;

/// <summary>Law: an index that another process holds keeps nobody from appending, and is caught up with by itself when it is free again.</summary>
public sealed class LockedIndexTests(ITestOutputHelper output)
{
    private const int Lines = 1000;

    [Theory]
    [InlineData("database")]
    [InlineData("store")]
    public async Task Append_WhileAnotherProcessHoldsTheIndex_GoesOnAndHealsByItself(string what)
    {
        await using var home = new FolderWithStore();
        var thread = home.Create();
        home.Append(thread);
        await Guard.Task(thread.FlushAsync());
        for (var round = 0; round < 5; round++)
        {
            using var holder = ChildProcess.Start("lock", "--home", home.Home, "--what", what);
            await holder.WaitForAsync("locked");
            var before = home.Store.Read(thread.Id).LogOffset;
            for (var i = 0; i < Lines; i++)
            {
                home.Append(thread, i % 100 == 0 ? Durability.Synced : Durability.Written);
            }

            var flush = thread.FlushAsync();
            // Reading goes on, from what was committed before.
            Assert.Equal(before, Assert.Single(home.Store.List(new ThreadListQuery()).Threads).LogOffset);
            Assert.False(flush.IsCompleted);

            holder.Release();
            await holder.WaitForAsync("released");
            var released = Stopwatch.GetTimestamp();
            await Guard.Task(flush);
            output.WriteLine($"{what}: healed after {Stopwatch.GetElapsedTime(released).TotalMilliseconds:F1} ms");
            await holder.EndAsync();
            Assert.Equal(thread.End.Offset, home.Store.Read(thread.Id).LogOffset);
        }

        await thread.ShutdownAsync();
        await home.CheckAsync();
    }

    // A holder that dies frees what it held.
    [Fact]
    public async Task Flush_WhenTheHolderIsKilled_Ends()
    {
        await using var home = new FolderWithStore();
        var thread = home.Create();
        home.Append(thread);
        await Guard.Task(thread.FlushAsync());
        using var holder = ChildProcess.Start("lock", "--home", home.Home);
        await holder.WaitForAsync("locked");
        home.Append(thread);
        var flush = thread.FlushAsync();

        await holder.KillAsync();

        await Guard.Task(flush);
        await thread.ShutdownAsync();
        await home.CheckAsync();
    }
}
