using System;
using System.IO;
using Xunit;

namespace ThreadStore.Sqlite;

/// <summary>
/// Laws: two writers of one home never write at the same time, and project every line once between them; a file that is damaged, removed or replaced
/// is left for a newer epoch by everybody, and opening never fails because of it.
/// </summary>
public sealed class SqliteIndexWriterSharingTests : IDisposable
{
    private readonly IndexHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void TryBegin_WhileAnotherWriterIsInItsBatch_IsBusyUntilItEnds()
    {
        using var first = _home.OpenWriter();
        using var second = _home.OpenWriter();
        Assert.Equal(1, second.Epoch);

        Assert.Equal(IndexStatus.Ready, first.TryBegin());
        Assert.Equal(IndexStatus.Busy, second.TryBegin());
        Assert.Null(second.LastFault);
        first.Commit();
        Assert.Equal(IndexStatus.Ready, second.TryBegin());
        Assert.Equal(IndexStatus.Busy, first.TryBegin());
        second.Rollback();
    }

    [Fact]
    public void TryBegin_WhileTheStoreLockAloneIsHeld_IsBusyUntilItIsGivenBack()
    {
        // As during another's checkpoint, close or schema work, when no transaction is open.
        using var writer = _home.OpenWriter();
        using var other = new StoreLock(_home.Files.LockDirectory);
        Assert.True(other.TryEnter(out _));

        Assert.Equal(IndexStatus.Busy, writer.TryBegin());
        other.Exit();
        Assert.Equal(IndexStatus.Ready, writer.TryBegin());
        Assert.False(other.TryEnter(out _));
        Assert.Equal(IndexStatus.Ready, writer.Commit());
        Assert.True(other.TryEnter(out _));
    }

    [Fact]
    public void Apply_OfTheSameRangeByTwoWriters_CountsOnce()
    {
        using var first = _home.OpenWriter();
        using var second = _home.OpenWriter();

        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(first, IndexHome.Delta(1, 0, 100, "a")));
        Assert.Equal(ApplyOutcome.Gap, _home.ApplyAlone(second, IndexHome.Delta(1, 0, 100, "a")));
        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(second, IndexHome.Delta(1, 100, 200, "b")));
        Assert.Equal(ApplyOutcome.Gap, _home.ApplyAlone(first, IndexHome.Delta(1, 100, 150, "b")));
    }

    [Fact]
    public void TryBegin_UnderAForeignTransaction_IsBusyAndGoesOnAfterIt()
    {
        using var writer = _home.OpenWriter();
        using var foreign = _home.OpenForeign();
        foreign.Execute("BEGIN IMMEDIATE");

        Assert.Equal(IndexStatus.Busy, writer.TryBegin());
        Assert.Null(writer.LastFault);
        foreign.Execute("ROLLBACK");

        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100)));
        Assert.Equal(1, writer.Epoch);
    }

    [Fact]
    public void Open_UnderAForeignTransaction_DoesNotThrowAndGoesOnAfterIt()
    {
        _home.OpenWriter().Dispose();
        using var foreign = _home.OpenForeign();
        foreign.Execute("BEGIN IMMEDIATE");

        using var writer = _home.OpenWriter();

        Assert.Null(writer.LastFault);
        Assert.Equal(IndexStatus.Busy, writer.TryBegin());
        foreign.Execute("ROLLBACK");
        Assert.Equal(IndexStatus.Ready, writer.TryBegin());
        writer.Rollback();
    }

    [Fact]
    public void TryBegin_AfterANewerEpochAppeared_MovesToIt()
    {
        using var writer = _home.OpenWriter();
        _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100));
        IndexSchema.Create(_home.Files, 2);

        Assert.Equal(ApplyOutcome.Gap, _home.ApplyAlone(writer, IndexHome.Delta(1, 100, 200)));

        Assert.Equal(2, writer.Epoch);
        Assert.False(File.Exists(_home.Files.DatabasePath(1)));
    }

    [Fact]
    public void TryBegin_AfterANewerEpochAppeared_LeavesTheOldOneToWhoeverHasItOpen()
    {
        using var first = _home.OpenWriter();
        using var second = _home.OpenWriter();
        IndexSchema.Create(_home.Files, 2);

        _home.ApplyAlone(first, IndexHome.Delta(1, 0, 100));
        Assert.True(File.Exists(_home.Files.DatabasePath(1)));
        _home.ApplyAlone(second, IndexHome.Delta(1, 100, 200));

        Assert.Equal(2, second.Epoch);
        Assert.False(File.Exists(_home.Files.DatabasePath(1)));
    }

    [Fact]
    public void CheckpointIfDue_WhenIdle_DeletesTheEpochThatWasStillInUse()
    {
        using var first = _home.OpenWriter();
        var second = _home.OpenWriter();
        IndexSchema.Create(_home.Files, 2);
        _home.ApplyAlone(first, IndexHome.Delta(1, 0, 100));
        second.Dispose();
        Assert.True(File.Exists(_home.Files.DatabasePath(1)));

        first.CheckpointIfDue(idle: true);

        Assert.False(File.Exists(_home.Files.DatabasePath(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(8192)]
    public void Open_OnAFileOfGarbage_MakesTheNextEpoch(int length)
    {
        var garbage = new byte[length];
        new Random(1).NextBytes(garbage);
        File.WriteAllBytes(_home.Files.DatabasePath(4), garbage);

        using var writer = _home.OpenWriter();

        Assert.Null(writer.LastFault);
        Assert.Equal(5, writer.Epoch);
        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100)));
        Assert.Equal(garbage, File.ReadAllBytes(_home.Files.DatabasePath(4)));
    }

    [Fact]
    public void Open_OnAnotherProgramsDatabase_LeavesItAlone()
    {
        using (var foreign = SqliteConnection.Open(_home.Files.DatabasePath(1), SqliteOpenMode.ReadWriteCreate))
        {
            foreign.Execute("CREATE TABLE threads (precious)");
        }

        using var writer = _home.OpenWriter();

        Assert.Equal(2, writer.Epoch);
        using var again = SqliteConnection.Open(_home.Files.DatabasePath(1), SqliteOpenMode.ReadOnly);
        Assert.Equal("0", IndexSchemaTests.Text(again, "SELECT count(*) FROM threads"));
    }

    [Fact]
    public void Open_OnAFileWithoutItsTable_MakesTheNextEpoch()
    {
        _home.OpenWriter().Dispose();
        using (var foreign = _home.OpenForeign())
        {
            foreign.Execute("DROP TABLE threads");
        }

        using var writer = _home.OpenWriter();

        Assert.Equal(2, writer.Epoch);
        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100)));
    }

    [Fact]
    public void TryBegin_AfterADamagedPageWasMet_MakesTheNextEpoch()
    {
        using (var writer = _home.OpenWriter())
        {
            _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100));
        }

        // Closed, so the file may be touched. Page 1 stays, so that opening succeeds.
        using (var file = new FileStream(_home.Files.DatabasePath(1), FileMode.Open))
        {
            file.Position = 4096;
            var noise = new byte[file.Length - 4096];
            Array.Fill(noise, (byte)0xA5);
            file.Write(noise);
        }

        using var second = _home.OpenWriter();
        Assert.Equal(1, second.Epoch);
        second.TryBegin();
        Assert.Equal(ApplyOutcome.TransactionGone, second.Apply(IndexHome.Delta(2, 0, 10), _home.File(2), NoTexts.Instance));
        Assert.NotNull(second.LastFault);
        second.Rollback();

        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(second, IndexHome.Delta(1, 0, 100)));
        Assert.Equal(2, second.Epoch);
        Assert.True(File.Exists(_home.Files.CorruptPath(1)));
    }

    [Fact]
    public void Distrust_OfTheOpenEpoch_ReplacesItOnceAndKeepsOneCopy()
    {
        using var writer = _home.OpenWriter();
        writer.Distrust(1);
        writer.TryBegin();
        writer.Rollback();
        Assert.Equal(2, writer.Epoch);
        writer.Distrust(1);
        writer.TryBegin();
        writer.Rollback();
        Assert.Equal(2, writer.Epoch);
        Assert.True(File.Exists(_home.Files.DatabasePath(1)));

        writer.Distrust(2);
        writer.TryBegin();
        writer.Rollback();
        Assert.Equal(3, writer.Epoch);
        Assert.False(File.Exists(_home.Files.DatabasePath(1)));
        Assert.True(File.Exists(_home.Files.DatabasePath(2)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    public void TryBegin_AfterAFileWasRemoved_MakesTheNextEpoch(string companion)
    {
        using var writer = _home.OpenWriter();
        _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100));
        File.Delete(_home.Files.DatabasePath(1) + companion);

        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100)));

        Assert.Equal(2, writer.Epoch);
        Assert.Equal(IndexStatus.Ready, writer.TryBegin());
        writer.Rollback();
        Assert.Equal(2, writer.Epoch);
    }

    [Fact]
    public void TryBegin_AfterEverythingWasRemoved_StartsAgain()
    {
        using var writer = _home.OpenWriter();
        _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100));
        Directory.Delete(_home.Files.LockDirectory, recursive: true);
        foreach (var path in Directory.GetFiles(_home.Path, "threadstore-*"))
        {
            File.Delete(path);
        }

        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100)));
        using var other = _home.OpenWriter();
        Assert.True(other.TryReadRow(IndexHome.Id(1), out _));
        Assert.Equal(writer.Epoch, other.Epoch);
    }

    [Fact]
    public void Open_WhereNothingCanBeMade_FaultsWithoutThrowingAndHealsLater()
    {
        File.WriteAllText(Path.Combine(_home.Path, IndexFiles.LockFolder), "a file where the folder belongs");

        using var writer = _home.OpenWriter();

        Assert.Equal(0, writer.Epoch);
        Assert.Equal(StoragePart.Index, writer.LastFault!.Part);
        Assert.Equal(IndexStatus.Faulted, writer.TryBegin());
        File.Delete(Path.Combine(_home.Path, IndexFiles.LockFolder));
        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100)));
    }

    [Fact]
    public void Dispose_OfTheLastWriter_LeavesOneFile()
    {
        var writer = _home.OpenWriter();
        _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100));
        writer.Dispose();

        Assert.Equal([_home.Files.DatabasePath(1)], Directory.GetFiles(_home.Path));
    }

    [Fact]
    public void Dispose_WhileAnotherHoldsTheStoreLock_LeavesTheWalToIt()
    {
        var writer = _home.OpenWriter();
        _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100));
        using (var storeLock = new StoreLock(_home.Files.LockDirectory))
        {
            Assert.True(storeLock.TryEnter(out _));
            writer.Dispose();
        }

        Assert.True(new FileInfo(_home.Files.DatabasePath(1) + "-wal").Length > 0);
        using var again = _home.OpenWriter();
        Assert.True(again.TryReadRow(IndexHome.Id(1), out _));
    }

    [Fact]
    public void CheckpointIfDue_WithALongWal_EmptiesItWhenIdleOnly()
    {
        using var writer = _home.OpenWriter();
        long offset = 0;
        while (writer.WalPages <= SqliteIndexWriter.PassiveThresholdPages)
        {
            Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(writer, IndexHome.Delta(1, offset, offset + 100, "t", offset)));
            offset += 100;
        }

        writer.CheckpointIfDue(idle: false);
        Assert.True(writer.WalPages > SqliteIndexWriter.PassiveThresholdPages);
        writer.CheckpointIfDue(idle: true);
        Assert.Equal(0, writer.WalPages);
        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(writer, IndexHome.Delta(1, offset, offset + 100, "t", offset)));
    }

    // An earlier version made files with pages of 4 KiB: docs/adr/0020.
    [Fact]
    public void Open_OfAFileWithOtherPages_CountsThoseOfItsWal()
    {
        _home.OpenWriter().Dispose();
        using (var earlier = _home.OpenForeign())
        {
            earlier.Execute("PRAGMA journal_mode=DELETE; PRAGMA page_size=4096; VACUUM; PRAGMA journal_mode=WAL");
        }

        using var writer = _home.OpenWriter();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(writer, IndexHome.Delta(1, i * 100, (i + 1) * 100, "t", i)));
        }

        using var second = _home.OpenWriter();
        Assert.True(writer.WalPages >= 20, "each commit has written a page");
        // The file's head and the heads of its frames count as pages, too: far less than one in ten.
        Assert.InRange(second.WalPages, writer.WalPages, writer.WalPages * 11 / 10);
    }
}
