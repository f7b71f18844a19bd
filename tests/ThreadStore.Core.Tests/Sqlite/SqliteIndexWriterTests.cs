using System;
using System.IO;
using ThreadStore.Projection;
using Xunit;

namespace ThreadStore.Sqlite;

/// <summary>
/// Laws: a row moves from an offset only by a delta that starts there; facts and offset commit together or not at all; what is locked is not yet,
/// never a failure; a failed row costs no other row anything.
/// </summary>
public sealed class SqliteIndexWriterTests : IDisposable
{
    private readonly IndexHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Apply_FromZero_InsertsTheRow()
    {
        using var writer = _home.OpenWriter();

        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100, "first", 5_000)));

        Assert.True(writer.TryReadRow(IndexHome.Id(1), out var row));
        Assert.Equal(100, row.Mark.Offset);
        Assert.Equal(7UL, row.Mark.Head);
        Assert.Equal(Fnv1a64.Hash(Filled(64, 100)), row.Mark.Tail);
        Assert.Equal("sessions/rollout-1.jsonl", row.RelativePath);
        Assert.False(row.Archived);
        Assert.Equal(BuiltInFacts.Bits("Title", "Preview"), row.Settled.BuiltIn);
    }

    [Fact]
    public void Apply_FromTheRowsOffset_AdvancesIt()
    {
        using var writer = _home.OpenWriter();
        _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100, "first", 5_000));

        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(writer, IndexHome.Delta(1, 100, 250, "second", 6_000)));

        Assert.True(writer.TryReadRow(IndexHome.Id(1), out var row));
        Assert.Equal(250, row.Mark.Offset);
        Assert.Equal("first", Column("title"));
        Assert.Equal("6000", Column("updated_at_ms"));
    }

    [Fact]
    public void Apply_WithoutFacts_MovesOffsetAndTimeOnly()
    {
        using var writer = _home.OpenWriter();
        _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100, "first", 5_000));

        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(writer, IndexHome.Delta(1, 100, 250, updatedAtMs: 9_000, preview: null)));

        Assert.Equal("9000", Column("updated_at_ms"));
        Assert.Equal("250", Column("log_offset"));
        Assert.Equal("first", Column("title"));
    }

    [Theory]
    [InlineData(0, 50)]
    [InlineData(0, 150)]
    [InlineData(99, 150)]
    [InlineData(101, 150)]
    public void Apply_FromAnotherOffset_IsAGapAndChangesNothing(long from, long to)
    {
        using var writer = _home.OpenWriter();
        _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100, "first", 5_000));

        Assert.Equal(ApplyOutcome.Gap, _home.ApplyAlone(writer, IndexHome.Delta(1, from, to, "other", 9_000)));

        Assert.Equal("100", Column("log_offset"));
        Assert.Equal("5000", Column("updated_at_ms"));
    }

    [Fact]
    public void Apply_NotFromZeroWithoutARow_IsAGap()
    {
        using var writer = _home.OpenWriter();

        Assert.Equal(ApplyOutcome.Gap, _home.ApplyAlone(writer, IndexHome.Delta(1, 10, 20, "x", 1)));
        Assert.False(writer.TryReadRow(IndexHome.Id(1), out _));
        Assert.Null(writer.LastFault);
    }

    [Fact]
    public void Apply_FromZeroWhenTheFileIsGone_InsertsNothing()
    {
        using var writer = _home.OpenWriter();

        Assert.Equal(ApplyOutcome.Skipped, _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100), new RolloutFile("sessions/gone.jsonl", false, 0)));
        Assert.False(writer.TryReadRow(IndexHome.Id(1), out _));
    }

    [Fact]
    public void Apply_WithATailThatTheDeltaLacks_ReadsItFromTheLog()
    {
        using var writer = _home.OpenWriter();
        var delta = IndexHome.Delta(1, 0, 100, "first", 5_000);
        delta.SetTail("short"u8);
        var texts = new OneText(36, Filled(64, 9));

        writer.TryBegin();
        Assert.Equal(ApplyOutcome.Applied, writer.Apply(delta, _home.File(1), texts));
        writer.Commit();

        writer.TryReadRow(IndexHome.Id(1), out var row);
        Assert.Equal(Fnv1a64.Hash(Filled(64, 9)), row.Mark.Tail);
    }

    [Fact]
    public void Apply_WhenTheLogNoLongerHoldsTheText_IsAGap()
    {
        using var writer = _home.OpenWriter();
        var delta = IndexHome.Delta(1, 0, 100);
        BuiltInFacts.SetInLog(delta, "Title", 10, 50);

        Assert.Equal(ApplyOutcome.Gap, _home.ApplyAlone(writer, delta));
    }

    [Fact]
    public void Apply_WhenTheSourceOfTextsThrows_FailsThatRowAlone()
    {
        using var writer = _home.OpenWriter();
        var delta = IndexHome.Delta(1, 0, 100);
        BuiltInFacts.SetInLog(delta, "Title", 10, 50);

        writer.TryBegin();
        Assert.Equal(ApplyOutcome.Failed, writer.Apply(delta, _home.File(1), new BrokenTexts()));
        Assert.IsType<InvalidDataException>(writer.LastFault!.InnerException);
        Assert.Equal(ApplyOutcome.Applied, writer.Apply(IndexHome.Delta(2, 0, 10), _home.File(2), NoTexts.Instance));
        Assert.Equal(IndexStatus.Ready, writer.Commit());

        Assert.False(writer.TryReadRow(IndexHome.Id(1), out _));
        Assert.True(writer.TryReadRow(IndexHome.Id(2), out _));
    }

    [Fact]
    public void Apply_OfAPoisonRow_FailsItAloneAndTheOthersCommit()
    {
        using var writer = _home.OpenWriter();
        using (var foreign = _home.OpenForeign())
        {
            foreign.Execute("""
                CREATE TRIGGER poison BEFORE INSERT ON threads WHEN new.title = 'poison'
                BEGIN SELECT raise(ABORT, 'poisoned'); END
                """);
        }

        writer.TryBegin();
        Assert.Equal(ApplyOutcome.Applied, writer.Apply(IndexHome.Delta(1, 0, 10, "good"), _home.File(1), NoTexts.Instance));
        Assert.Equal(ApplyOutcome.Failed, writer.Apply(IndexHome.Delta(2, 0, 10, "poison"), _home.File(2), NoTexts.Instance));
        Assert.Contains("poisoned", writer.LastFault!.Message, StringComparison.Ordinal);
        Assert.Equal(StoragePart.Index, writer.LastFault.Part);
        Assert.Equal(ApplyOutcome.Applied, writer.Apply(IndexHome.Delta(3, 0, 10, "good"), _home.File(3), NoTexts.Instance));
        Assert.Equal(IndexStatus.Ready, writer.Commit());

        Assert.True(writer.TryReadRow(IndexHome.Id(1), out _));
        Assert.False(writer.TryReadRow(IndexHome.Id(2), out _));
        Assert.True(writer.TryReadRow(IndexHome.Id(3), out _));
    }

    [Fact]
    public void Apply_ThatEndsTheTransaction_SaysSoAndNothingOfItIsKept()
    {
        using var writer = _home.OpenWriter();
        using (var foreign = _home.OpenForeign())
        {
            foreign.Execute("""
                CREATE TRIGGER poison BEFORE INSERT ON threads WHEN new.title = 'poison'
                BEGIN SELECT raise(ROLLBACK, 'all of it'); END
                """);
        }

        writer.TryBegin();
        writer.Apply(IndexHome.Delta(1, 0, 10, "good"), _home.File(1), NoTexts.Instance);
        Assert.Equal(ApplyOutcome.TransactionGone, writer.Apply(IndexHome.Delta(2, 0, 10, "poison"), _home.File(2), NoTexts.Instance));
        Assert.NotNull(writer.LastFault);
        Assert.Equal(IndexStatus.Faulted, writer.Commit());

        Assert.False(writer.TryReadRow(IndexHome.Id(1), out _));
        Assert.Equal(ApplyOutcome.Applied, _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 10, "good")));
    }

    [Fact]
    public void Rollback_KeepsNothingAndGivesTheStoreLockBack()
    {
        using var writer = _home.OpenWriter();
        writer.TryBegin();
        writer.Apply(IndexHome.Delta(1, 0, 10), _home.File(1), NoTexts.Instance);
        writer.Rollback();

        Assert.False(writer.TryReadRow(IndexHome.Id(1), out _));
        using var storeLock = new StoreLock(_home.Files.LockDirectory);
        Assert.True(storeLock.TryEnter(out _));
    }

    [Fact]
    public void Replace_ThenApplyFromZero_MakesTheRowAnew()
    {
        using var writer = _home.OpenWriter();
        _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100, "old", 5_000));

        writer.TryBegin();
        Assert.Equal(ApplyOutcome.Applied, writer.Replace(IndexHome.Id(1)));
        Assert.Equal(ApplyOutcome.Applied, writer.Apply(IndexHome.Delta(1, 0, 40, "new", 4_000), _home.File(1), NoTexts.Instance));
        Assert.Equal(IndexStatus.Ready, writer.Commit());

        Assert.Equal("new", Column("title"));
        Assert.Equal("40", Column("log_offset"));
    }

    [Fact]
    public void Relocate_ChangesPathAndArchiveOnly()
    {
        using var writer = _home.OpenWriter();
        _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100, "t", 5_000));

        writer.TryBegin();
        Assert.True(writer.Relocate(IndexHome.Id(1), "archived_sessions/ä.jsonl", archived: true));
        Assert.False(writer.Relocate(IndexHome.Id(2), "archived_sessions/2.jsonl", archived: true));
        writer.Commit();

        writer.TryReadRow(IndexHome.Id(1), out var row);
        Assert.Equal("archived_sessions/ä.jsonl", row.RelativePath);
        Assert.True(row.Archived);
        Assert.Equal(100, row.Mark.Offset);
    }

    [Fact]
    public void Remove_DeletesTheRowOnce()
    {
        using var writer = _home.OpenWriter();
        _home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100));

        writer.TryBegin();
        Assert.True(writer.Remove(IndexHome.Id(1)));
        Assert.False(writer.Remove(IndexHome.Id(1)));
        writer.Commit();

        Assert.False(writer.TryReadRow(IndexHome.Id(1), out _));
    }

    [Fact]
    public void ApplySessionName_KeepsTheNewest_AndTheLaterLineAtEqualTimes()
    {
        using var writer = _home.OpenWriter();
        writer.TryBegin();
        writer.ApplySessionName(IndexHome.Id(1), "first"u8, 100);
        writer.ApplySessionName(IndexHome.Id(1), "older"u8, 99);
        Assert.Equal("first", Name());
        writer.ApplySessionName(IndexHome.Id(1), "same time"u8, 100);
        Assert.Equal("same time", Name());
        Assert.Equal(IndexStatus.Ready, writer.Commit());

        string? Name() => IndexSchemaTests.Text(writer.ConnectionForTests, "SELECT name FROM session_names");
    }

    [Fact]
    public void AdvanceSessionIndexMark_FromAnotherOffset_IsAGap()
    {
        using var writer = _home.OpenWriter();
        writer.TryBegin();
        Assert.False(writer.TryReadSessionIndexMark(out _));
        Assert.Equal(ApplyOutcome.Gap, writer.AdvanceSessionIndexMark(5, new FileMark(9, 1, 2)));
        Assert.Equal(ApplyOutcome.Applied, writer.AdvanceSessionIndexMark(0, new FileMark(9, 1, ulong.MaxValue)));
        Assert.Equal(ApplyOutcome.Gap, writer.AdvanceSessionIndexMark(0, new FileMark(20, 1, 2)));
        Assert.Equal(ApplyOutcome.Applied, writer.AdvanceSessionIndexMark(9, new FileMark(30, 3, ulong.MaxValue)));
        Assert.Equal(IndexStatus.Ready, writer.Commit());

        Assert.True(writer.TryReadSessionIndexMark(out var mark));
        Assert.Equal(new FileMark(30, 3, ulong.MaxValue), mark);
        writer.TryBegin();
        Assert.Equal(ApplyOutcome.Applied, writer.ClearSessionNames());
        writer.Commit();
        Assert.False(writer.TryReadSessionIndexMark(out _));
    }

    [Fact]
    public void BatchOfApplies_AllocatesNothing()
    {
        using var writer = _home.OpenWriter();
        var files = new[] { _home.File(1), _home.File(2) };
        var deltas = new[] { BuiltInFacts.NewDelta(), BuiltInFacts.NewDelta() };
        long offset = 0;
        long allocated = 0;
        for (var i = 0; i < 2_003; i++)
        {
            // One with facts and its row made anew each time, one without.
            IndexHome.Fill(deltas[0], 1, 0, offset + 100, "title", offset, "shown");
            IndexHome.Fill(deltas[1], 2, offset, offset + 100, null, offset, null);
            offset += 100;
            var before = GC.GetAllocatedBytesForCurrentThread();
            Round();
            allocated += i < 3 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
        Assert.True(writer.TryReadRow(IndexHome.Id(2), out var row));
        Assert.Equal(2_003 * 100, row.Mark.Offset);

        void Round()
        {
            if (writer.TryBegin() != IndexStatus.Ready
                || writer.Replace(IndexHome.Id(1)) != ApplyOutcome.Applied
                || writer.Apply(deltas[0], files[0], NoTexts.Instance) != ApplyOutcome.Applied
                || writer.Apply(deltas[1], files[1], NoTexts.Instance) != ApplyOutcome.Applied
                || writer.Commit() != IndexStatus.Ready)
            {
                throw new InvalidOperationException("the round failed");
            }
        }
    }

    private string? Column(string column)
    {
        using var connection = _home.OpenForeign();
        return IndexSchemaTests.Text(connection, $"SELECT {column} FROM threads");
    }

    private static byte[] Filled(int length, byte value)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private sealed class OneText(long offset, byte[] text) : ITextSource
    {
        public ReadOnlySpan<byte> ReadLine(long at, int length) => at == offset && length == text.Length ? text : default;
    }

    private sealed class BrokenTexts : ITextSource
    {
        public ReadOnlySpan<byte> ReadLine(long offset, int length) => throw new InvalidDataException("the disk is tired");
    }
}
