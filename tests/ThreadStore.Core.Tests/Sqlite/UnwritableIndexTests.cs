using System.IO;
using System.Threading.Tasks;
using ThreadStore.Lifecycle;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Sqlite;

/// <summary>
/// Law: an index that can be read and not written, in a place where we may write, is replaced like any damaged one. Seen to fail: with
/// SQLITE_READONLY taken for a fault of the surroundings, which nothing ends.
/// </summary>
public sealed class UnwritableIndexTests
{
    // "File format write version": a greater one than SQLite knows makes the file read-only to it.
    private const int WriteVersion = 18;

    [Fact]
    public async Task Project_IntoAFileThatForbidsWriting_MakesANewEpoch()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        home.StartThreads();
        await Guard.Task(home.Store.DisposeAsync().AsTask());
        home.Stopped();
        using (var file = new FileStream(home.Files.DatabasePath(1), FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = WriteVersion;
            file.WriteByte(0xfd);
        }

        var thread = home.Store.Resume(id);
        thread.AppendTokens(7);
        for (var looks = 0; looks < 3; looks++)
        {
            home.Clock.AdvanceMs(600);
            home.Reconcile();
        }

        Assert.Equal(7, home.Row(id)!.TokensUsed);
        Assert.Equal(2, home.Files.FindNewest());
        home.AssertRowsEqualRebuild();
    }
}
