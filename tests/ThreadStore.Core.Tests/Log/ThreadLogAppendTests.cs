using System;
using System.IO;
using System.Text;
using ThreadStore.Items;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Log;

/// <summary>The law: the file is the concatenation of the accepted lines in the order of their acceptance, and a position is its length.</summary>
public class ThreadLogAppendTests
{
    [Fact]
    public void CommitAppend_OfANewThread_MakesTheFileWithExactlyItsLines()
    {
        using var home = new TempHome();
        using var log = home.Create();

        Assert.False(Directory.Exists(Path.Combine(home.Directory, "sessions")));
        Assert.True(log.AppendMeta().Ok);
        log.BeginAppend(Durability.Written);
        log.Stage(ItemType.EventMsg, Lines.Utf8(Lines.Payload(1)), default, Lines.Time, Line.NoOrdinal);
        log.Stage(ItemType.ResponseItem, """{"type":"message"}"""u8, """{"history_sequence":3}"""u8, Lines.Time, Line.NoOrdinal);
        Assert.True(log.CommitAppend().Ok);

        var expected = Lines.MetaLine() + Lines.Event(1, 1)
            + """{"timestamp":"2026-11-21T06:08:10.743Z","ordinal":2,"type":"response_item","payload":{"type":"message"},"metadata":{"history_sequence":3}}""" + "\n";
        Assert.Equal("sessions/2026/11/21/rollout-2026-11-21T06-08-10-01a1fcb8-2b72-7833-a595-9c5022c4ed8f.jsonl", log.Path.Text);
        Assert.Equal(expected, Encoding.UTF8.GetString(home.Bytes));
        Assert.Equal(expected.Length, log.WrittenEnd);
        Assert.Equal(expected.Length, log.AcceptedEnd);
        Assert.Equal(2, home.Device.Count(LogOperation.Write));
    }

    [Fact]
    public void CommitAppend_OfANewThread_MakesPrivateFilesAndDirectories()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();

        Assert.Equal("600", ModeOf(home.FullPath));
        for (var folder = Path.GetDirectoryName(home.FullPath)!; folder != home.Directory; folder = Path.GetDirectoryName(folder)!)
        {
            Assert.Equal("700", ModeOf(folder));
        }
    }

    [Fact]
    public void CommitAppend_WhereAFileLiesAlready_AcceptsNothingAndLeavesItAlone()
    {
        using var home = new TempHome();
        home.Put("another"u8);
        using var log = home.Create();

        var status = log.AppendMeta();

        Assert.Equal((false, StorageOutcome.NotAccepted, Libc.EEXIST), (status.Ok, status.Outcome, status.Errno));
        Assert.Equal("another"u8.ToArray(), home.Bytes);
    }

    [Fact]
    public void Stage_OfJournalLegacyAndExplicitLines_NumbersThemByTheirRule()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();

        log.BeginAppend(Durability.Written);
        log.Stage(ItemType.ThreadStoreMetadata, """{"v":1}"""u8, default, Lines.Time, 5);
        log.Stage(ItemType.EventMsg, Lines.Utf8(Lines.Payload(1)), default, Lines.Time, 40);
        log.Stage(ItemType.EventMsg, Lines.Utf8(Lines.Payload(2)), default, Lines.Time, Line.NoOrdinal);
        Assert.Equal(1, log.NextOrdinal);
        log.CommitAppend();

        Assert.Equal(42, log.NextOrdinal);
        Assert.Equal(Lines.MetaLine() + Lines.Text(-1, "threadstore_metadata", """{"v":1}""") + Lines.Event(40, 1) + Lines.Event(41, 2), Encoding.UTF8.GetString(home.Bytes));
    }

    [Fact]
    public void Stage_OfALegacyThread_WritesNoOrdinals()
    {
        using var home = new TempHome();
        using var log = home.Create(HistoryMode.Legacy);
        log.AppendMeta();
        log.BeginAppend(Durability.Written);
        log.Stage(ItemType.EventMsg, Lines.Utf8(Lines.Payload(1)), default, Lines.Time, 7);
        log.CommitAppend();

        Assert.Equal(Lines.MetaLine("legacy") + Lines.Event(-1, 1), Encoding.UTF8.GetString(home.Bytes));
    }

    [Fact]
    public void LastTimestampMs_AfterAnOlderLine_StaysTheNewest()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        log.BeginAppend(Durability.Written);
        log.Stage(ItemType.EventMsg, Lines.Utf8(Lines.Payload(1)), default, Lines.Time + 10, Line.NoOrdinal);
        log.Stage(ItemType.EventMsg, Lines.Utf8(Lines.Payload(2)), default, Lines.Time + 5, Line.NoOrdinal);
        Assert.Equal(Lines.Time, log.LastTimestampMs);
        log.CommitAppend();

        Assert.Equal(Lines.Time + 10, log.LastTimestampMs);
    }

    [Fact]
    public void CancelAppend_AfterSomeLines_LeavesNothing()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        var end = log.AcceptedEnd;
        foreach (var durability in Enum.GetValues<Durability>())
        {
            log.BeginAppend(durability);
            log.Stage(ItemType.EventMsg, Lines.Utf8(Lines.Payload(1)), default, Lines.Time + 1, Line.NoOrdinal);
            log.CancelAppend();
        }

        Assert.Equal((end, 1L, Lines.Time, 0), (log.AcceptedEnd, log.NextOrdinal, log.LastTimestampMs, home.Log.Blocks.Rented));
        log.AppendEvents(Durability.Written, 9);
        Assert.Equal(Lines.MetaLine() + Lines.Event(1, 9), Encoding.UTF8.GetString(home.Bytes));
    }

    [Fact]
    public void CommitAppend_WithoutLines_WritesNothing()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.BeginAppend(Durability.Written);

        Assert.True(log.CommitAppend().Ok);
        Assert.Empty(home.Device.Operations);
    }

    [Fact]
    public void Drain_AfterBufferedCalls_WritesThemAtOnceInTheirOrder()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta(Durability.Buffered);
        log.AppendEvents(Durability.Buffered, 1, 2);
        log.AppendEvents(Durability.Buffered, 3);
        var expected = Lines.MetaLine() + Lines.Event(1, 1) + Lines.Event(2, 2) + Lines.Event(3, 3);

        Assert.Equal((0L, (long)expected.Length, 4, true), (log.WrittenEnd, log.AcceptedEnd, log.BufferedLines, log.HasBuffered));
        Assert.Empty(home.Device.Operations);
        Assert.True(log.LastWritten.IsEmpty);
        Assert.True(log.Drain().Ok);

        Assert.Equal(expected, Encoding.UTF8.GetString(home.Bytes));
        Assert.Equal(expected, Encoding.UTF8.GetString(log.LastWritten));
        Assert.Equal(0, log.LastWrittenOffset);
        Assert.Equal(1, home.Device.Count(LogOperation.Write));
        Assert.Equal((false, 0, 0), (log.HasBuffered, log.BufferedLines, home.Log.Blocks.Rented));
    }

    [Fact]
    public void CommitAppend_WrittenAfterBuffered_WritesBothByOneWriteInOrder()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        log.AppendEvents(Durability.Buffered, 1);
        var writes = home.Device.Count(LogOperation.Write);
        log.AppendEvents(Durability.Written, 2);

        var both = Lines.Event(1, 1) + Lines.Event(2, 2);
        Assert.Equal(Lines.MetaLine() + both, Encoding.UTF8.GetString(home.Bytes));
        Assert.Equal(both, Encoding.UTF8.GetString(log.LastWritten));
        Assert.Equal(Lines.MetaLine().Length, log.LastWrittenOffset);
        Assert.Equal(writes + 1, home.Device.Count(LogOperation.Write));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void CommitAppend_BufferedWhenTheBlockOrTheBudgetIsFull_DrainsItself(int blocks)
    {
        using var home = new TempHome(blocks * 64L * 1024);
        using var log = home.Create();
        log.AppendMeta();
        var payload = Lines.Utf8($$"""{"type":"x","n":1,"text":"{{new string('a', 30_000)}}"}""");
        for (var i = 0; i < 5; i++)
        {
            log.BeginAppend(Durability.Buffered);
            log.Stage(ItemType.EventMsg, payload, default, Lines.Time, Line.NoOrdinal);
            Assert.True(log.CommitAppend().Ok);
        }

        Assert.Equal(blocks > 0, log.HasBuffered);
        Assert.Equal(blocks > 0 ? 0 : 5, home.Log.Blocks.Misses);
        log.Drain();
        var lines = Lines.Read(home.FullPath);
        Assert.Equal([0, 1, 2, 3, 4, 5], lines.ConvertAll(static line => line.Ordinal));
    }

    [Fact]
    public void CommitAppend_OfALargeLine_IsOneWriteAndLetsTheScratchGo()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        var payload = Lines.Utf8($$"""{"type":"x","text":"{{new string('a', 5_000_000)}}"}""");
        log.BeginAppend(Durability.Buffered);
        log.Stage(ItemType.EventMsg, Lines.Utf8(Lines.Payload(1)), default, Lines.Time, Line.NoOrdinal);
        log.Stage(ItemType.EventMsg, payload, default, Lines.Time, Line.NoOrdinal);
        Assert.True(log.CommitAppend().Ok);

        Assert.Equal(2, home.Device.Count(LogOperation.Write));
        Assert.Equal(log.WrittenEnd - Lines.MetaLine().Length, log.LastWritten.Length);
        log.ReleaseWritten();
        Assert.True(log.LastWritten.IsEmpty);
        Assert.Equal(64 * 1024, Buffers.ThreadScratch.Take(0).Length);
        Assert.Equal(3, Lines.Read(home.FullPath).Count);
    }

    [Fact]
    public void Stage_OfALineThatNoReaderHandsOut_IsRefused()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        log.BeginAppend(Durability.Written);

        Assert.Throws<InvalidRequestException>(() => log.Stage(ItemType.EventMsg, new byte[64 << 20], default, Lines.Time, Line.NoOrdinal));
        log.CancelAppend();
        Assert.True(log.AppendEvents(Durability.Written, 1).Ok);
        Assert.Equal(2, Lines.Read(home.FullPath).Count);
    }

    [Fact]
    public void CommitAppend_AfterAForeignLine_DoesNotOverwriteIt()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        home.AppendForeign(Lines.Utf8(Lines.Event(1, 100)));
        log.AppendEvents(Durability.Written, 1);

        Assert.Equal(Lines.MetaLine() + Lines.Event(1, 100) + Lines.Event(1, 1), Encoding.UTF8.GetString(home.Bytes));
    }

    [Fact]
    public void Dispose_WithUndrainedLines_DropsThemAndReturnsTheBlock()
    {
        using var home = new TempHome();
        var log = home.Create();
        log.AppendMeta(Durability.Buffered);
        log.Dispose();

        Assert.Equal((1, 0), (log.BufferedLines, home.Log.Blocks.Rented));
        Assert.False(File.Exists(home.FullPath));
    }

    private static string ModeOf(string path)
    {
        Assert.Equal(0, Libc.Stat(path, out var stat));
        return Convert.ToString(stat.Mode & 0x1FF, 8);
    }
}
