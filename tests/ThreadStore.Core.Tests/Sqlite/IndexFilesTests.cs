using System.IO;
using Xunit;

namespace ThreadStore.Sqlite;

/// <summary>
/// Laws: the current file is the highest epoch of one's own hash; no number is used twice while a trace of it is left; an epoch is deleted only
/// when nobody has it open, and never before an older one that somebody has open.
/// </summary>
public sealed class IndexFilesTests
{
    [Fact]
    public void FindNewest_AmongOtherHashesAndNames_IsTheHighestOwnEpoch()
    {
        using var home = new IndexHome();
        foreach (var name in new[] { $"threadstore-{IndexSchema.Hash}.9.sqlite", $"threadstore-{IndexSchema.Hash}.10.sqlite",
            $"threadstore-{IndexSchema.Hash}.99.sqlite-wal", $"threadstore-{IndexSchema.Hash}.x.sqlite", "threadstore-00000000.77.sqlite", "state_5.sqlite" })
        {
            File.WriteAllText(Path.Combine(home.Path, name), "");
        }

        Assert.Equal(10, home.Files.FindNewest());
    }

    [Fact]
    public void FindNewest_InAMissingDirectory_IsNone()
    {
        var files = new IndexFiles("/nonexistent", "/nonexistent/index", IndexSchema.Hash);

        Assert.Equal(0, files.FindNewest());
    }

    [Fact]
    public void NextEpoch_IsAboveEveryTrace()
    {
        using var home = new IndexHome();
        home.Files.CreateDirectories();
        File.WriteAllText(home.Files.DatabasePath(3), "");
        Assert.Equal(4, home.Files.NextEpoch(0));
        File.WriteAllText(home.Files.DatabasePath(5) + "-wal", "");
        Assert.Equal(6, home.Files.NextEpoch(0));
        File.WriteAllText(home.Files.InUsePath(7), "");
        Assert.Equal(8, home.Files.NextEpoch(0));
        Directory.CreateDirectory(home.Files.DatabasePath(9));
        Assert.Equal(10, home.Files.NextEpoch(0));
        Assert.Equal(21, home.Files.NextEpoch(20));
    }

    [Fact]
    public void NextEpoch_TakesTheNumberOfOneThatWasNeverFinished()
    {
        using var home = new IndexHome();
        home.Files.CreateDirectories();
        File.WriteAllText(home.Files.DatabasePath(3), "");
        File.WriteAllText(home.Files.UnfinishedPath(4), "half a file");
        File.WriteAllText(home.Files.UnfinishedPath(4) + "-wal", "half a log");

        // A reader of epoch 3 looks for epoch 4 alone: it would never hear of epoch 5.
        Assert.Equal(4, home.Files.NextEpoch(3));
    }

    [Fact]
    public void DeleteSuperseded_StopsAtTheFirstThatIsInUse()
    {
        using var home = new IndexHome();
        home.Files.CreateDirectories();
        Make(home, 1, 2, 3, 4);
        using var user = NativeLock.Open(home.Files.InUsePath(2), out _);
        Assert.True(NativeLock.TryLock(user, NativeLock.Shared, out _));

        Assert.False(home.Files.DeleteSuperseded(4));

        Assert.False(File.Exists(home.Files.DatabasePath(1)));
        Assert.True(File.Exists(home.Files.DatabasePath(2)));
        Assert.True(File.Exists(home.Files.DatabasePath(3)));
        Assert.True(NativeLock.TryLock(user, NativeLock.Unlock, out _));
        Assert.True(home.Files.DeleteSuperseded(4));
        Assert.False(File.Exists(home.Files.DatabasePath(2)));
        Assert.False(File.Exists(home.Files.DatabasePath(3) + "-wal"));
        Assert.False(File.Exists(home.Files.InUsePath(3)));
        Assert.True(File.Exists(home.Files.DatabasePath(4)));
    }

    [Fact]
    public void DeleteSuperseded_KeepsTheNewestDamagedOne()
    {
        using var home = new IndexHome();
        home.Files.CreateDirectories();
        Make(home, 1, 2, 3, 4);
        home.Files.MarkCorrupt(1);
        home.Files.MarkCorrupt(2);

        Assert.True(home.Files.DeleteSuperseded(4));

        Assert.False(File.Exists(home.Files.DatabasePath(1)));
        Assert.True(File.Exists(home.Files.DatabasePath(2)));
        Assert.False(File.Exists(home.Files.DatabasePath(3)));
        Assert.True(home.Files.DeleteSuperseded(4, keepCorrupt: false));
        Assert.False(File.Exists(home.Files.DatabasePath(2)));
        Assert.False(File.Exists(home.Files.CorruptPath(2)));
    }

    private static void Make(IndexHome home, params int[] epochs)
    {
        foreach (var epoch in epochs)
        {
            File.WriteAllText(home.Files.DatabasePath(epoch), "");
            File.WriteAllText(home.Files.DatabasePath(epoch) + "-wal", "");
        }
    }
}
