using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Log;

/// <summary>The law: Sync says yes only of bytes that a data sync covered which began after they were written, and after a failed one only of bytes written anew.</summary>
public class ThreadLogSyncTests
{
    [Fact]
    public void Sync_OfANewThread_SyncsTheFileAndItsDirectoriesOnce()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        Assert.Equal(0, home.Device.Count(LogOperation.SyncDirectory));

        Assert.True(log.Sync(log.WrittenEnd).Ok);
        log.AppendEvents(Durability.Synced, 1);
        Assert.True(log.Sync(log.WrittenEnd).Ok);

        // The day, the month, the year, sessions and the home.
        Assert.Equal((5, 2), (home.Device.Count(LogOperation.SyncDirectory), home.Device.Count(LogOperation.DataSync)));
        Assert.Equal(log.WrittenEnd, log.SyncedEnd);
    }

    [Fact]
    public void Sync_OfBytesThatAreOnDisk_DoesNothing()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        var first = log.WrittenEnd;
        log.AppendEvents(Durability.Written, 1);
        log.Sync(log.WrittenEnd);

        Assert.True(log.Sync(first).Ok);
        Assert.True(log.Sync(log.WrittenEnd).Ok);
        Assert.Equal(1, home.Device.Count(LogOperation.DataSync));
    }

    [Fact]
    public void Sync_OfBytesThatAreNotWritten_IsRefused()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        log.AppendEvents(Durability.Buffered, 1);

        Assert.Equal(StorageOutcome.Unknown, log.Sync(log.AcceptedEnd).Outcome);
    }

    [Fact]
    public void Sync_WhileOneIsInFlight_SharesItOnlyIfItCoversTheBytes()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        var covered = log.WrittenEnd;
        using var isSyncing = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        home.Device.Next(LogOperation.DataSync, new ScriptedFault(0, Before: () =>
        {
            isSyncing.Set();
            mayEnd.Wait();
        }));
        var leader = Task.Run(() => log.Sync(covered).Ok);
        isSyncing.Wait();

        // Appends go on during a sync, and are not covered by it.
        Assert.True(log.AppendEvents(Durability.Synced, 1).Ok);
        var later = log.WrittenEnd;
        var shares = Task.Run(() => log.Sync(covered).Ok);
        var next = Task.Run(() => log.Sync(later).Ok);
        mayEnd.Set();

        Assert.True(leader.GetAwaiter().GetResult() && shares.GetAwaiter().GetResult() && next.GetAwaiter().GetResult());
        Assert.Equal((2, later), (home.Device.Count(LogOperation.DataSync), log.SyncedEnd));
    }

    [Fact]
    public void Sync_AfterAFailedOne_WritesTheSameBytesAnewInPlaceBeforeItSaysYes()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        log.Sync(log.WrittenEnd);
        var synced = log.SyncedEnd;
        log.AppendEvents(Durability.Written, 1, 2);
        var bytes = home.Bytes;
        home.Device.Next(LogOperation.DataSync, new ScriptedFault(Libc.EIO));

        var failed = log.Sync(log.WrittenEnd);
        Assert.Equal((false, StorageOutcome.Accepted, Libc.EIO, synced), (failed.Ok, failed.Outcome, failed.Errno, log.SyncedEnd));
        Assert.False(log.IsFaulted);

        log.AppendEvents(Durability.Synced, 3);
        bytes = home.Bytes;
        var before = home.Device.Operations.Count;
        Assert.True(log.Sync(log.WrittenEnd).Ok);

        Assert.Equal([LogOperation.OpenRewriter, LogOperation.ReadAt, LogOperation.WriteAt, LogOperation.DataSync], home.Device.Operations.Skip(before));
        Assert.Equal(bytes, home.Bytes);
        Assert.Equal(log.WrittenEnd, log.SyncedEnd);

        // And only once.
        log.AppendEvents(Durability.Synced, 4);
        log.Sync(log.WrittenEnd);
        Assert.Equal(1, home.Device.Count(LogOperation.WriteAt));
    }

    [Fact]
    public void Sync_OfALargeTailAfterAFailedOne_LeavesEveryByteAsItWas()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        for (var i = 1; i <= 8000; i++)
        {
            log.AppendEvents(Durability.Written, i);
        }

        var bytes = home.Bytes;
        home.Device.Next(LogOperation.DataSync, new ScriptedFault(Libc.EIO));
        log.Sync(log.WrittenEnd);
        home.Device.Script = (number, operation) => operation is LogOperation.WriteAt or LogOperation.ReadAt && number % 2 == 0 ? new ScriptedFault(0, Bytes: 1000) : null;

        Assert.True(log.Sync(log.WrittenEnd).Ok);
        Assert.Equal(bytes, home.Bytes);
    }

    [Fact]
    public void Sync_WhenTheTailCannotBeReadBack_IsFaultedUntilItCanBe()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        home.Device.Next(LogOperation.DataSync, new ScriptedFault(Libc.EIO));
        log.Sync(log.WrittenEnd);
        home.Device.Always(LogOperation.ReadAt, Libc.EIO);

        Assert.False(log.Sync(log.WrittenEnd).Ok);
        home.Device.Script = null;
        Assert.True(log.IsFaulted);
        Assert.Equal(StorageOutcome.Unknown, log.Sync(log.WrittenEnd).Outcome);
        Assert.Equal(StorageOutcome.NotAccepted, log.AppendEvents(Durability.Written, 1).Outcome);

        // The disk is well again: lines go in, and what is owed is written anew before a sync says yes.
        Assert.True(log.Resynchronise().Ok);
        Assert.True(log.OwesSync, "the debt stays");
        Assert.Equal(0, home.Device.Count(LogOperation.WriteAt));
        Assert.True(log.Sync(log.WrittenEnd).Ok);
        Assert.Equal((1, false), (home.Device.Count(LogOperation.WriteAt), log.OwesSync));
    }

    [Theory]
    [InlineData((int)LogOperation.OpenRewriter)]
    [InlineData((int)LogOperation.WriteAt)]
    [InlineData((int)LogOperation.DataSync)]
    public void Sync_WhenTheRewriteFailsToo_TriesItAgain(int operation)
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        home.Device.Next(LogOperation.DataSync, new ScriptedFault(Libc.EIO));
        log.Sync(log.WrittenEnd);
        home.Device.Always((LogOperation)operation, Libc.ENOSPC);
        Assert.Equal(StorageOutcome.Accepted, log.Sync(log.WrittenEnd).Outcome);
        home.Device.Script = null;
        var writes = home.Device.Count(LogOperation.WriteAt);

        Assert.True(log.Sync(log.WrittenEnd).Ok);
        Assert.Equal(writes + 1, home.Device.Count(LogOperation.WriteAt));
    }

    [Fact]
    public void Sync_WhenADirectoryFails_IsNotAcknowledged()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        home.Device.Always(LogOperation.SyncDirectory, Libc.EIO);
        Assert.Equal(StorageOutcome.Accepted, log.Sync(log.WrittenEnd).Outcome);
        home.Device.Script = null;

        Assert.True(log.Sync(log.WrittenEnd).Ok);
    }

    [Fact]
    public void Dispose_DuringASync_WaitsForIt()
    {
        using var home = new TempHome();
        var log = home.Create();
        log.AppendMeta();
        using var isSyncing = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        home.Device.Next(LogOperation.DataSync, new ScriptedFault(0, Before: () =>
        {
            isSyncing.Set();
            mayEnd.Wait();
        }));
        var sync = Task.Run(() => log.Sync(log.WrittenEnd).Ok);
        isSyncing.Wait();
        var dispose = Task.Run(log.Dispose);
        mayEnd.Set();

        Assert.True(sync.GetAwaiter().GetResult());
        dispose.GetAwaiter().GetResult();
        Assert.Equal(StorageOutcome.Unknown, log.Sync(log.WrittenEnd + 1).Outcome);
        Assert.Equal(Libc.EBADF, log.Sync(log.WrittenEnd + 1).Errno);
    }

    [Fact]
    public void OpenRewriter_OfARenamedFile_WritesTheSameFileInPlace()
    {
        using var home = new TempHome();
        home.Put("0123456789"u8);
        using var file = PosixLogDevice.Instance.Open(home.FullPath, LogAccess.Append, out _)!;
        var moved = home.FullPath + ".moved";
        File.Move(home.FullPath, moved);
        using var rewriter = file.OpenRewriter(out _)!;
        rewriter.WriteAllAt("abc"u8, 2);
        file.WriteAll("end"u8, out _);

        Assert.Equal("01abc56789end", File.ReadAllText(moved));
    }
}
