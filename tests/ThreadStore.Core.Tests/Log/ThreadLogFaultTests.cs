using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Log;

/// <summary>
/// The law: whatever operation fails, and however, a call that says "not accepted" has left nothing, a call that was accepted is in the file once and in its
/// place, and after the fault has gone the log goes on.
/// </summary>
public class ThreadLogFaultTests
{
    private static readonly byte[] s_fragment = """{"timestamp":"2026-11-21T06:08:10.743Z","ordi"""u8.ToArray();

    public static TheoryData<string> Faults => ["refused", "interrupted", "short", "half", "lie-half", "lie-whole"];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Session_WithTheNthOperationFailing_KeepsTheLaw(string kind)
    {
        var operations = RunSession(kind, -1);
        Assert.True(operations > 20);
        for (var failing = 0; failing < operations; failing++)
        {
            RunSession(kind, failing);
        }
    }

    [Theory]
    [InlineData(Durability.Written)]
    [InlineData(Durability.Synced)]
    public void CommitAppend_WithAShortWriteAtEveryByte_ContinuesIt(Durability durability)
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        var text = new StringBuilder(Lines.MetaLine());
        for (var number = 1; number < Lines.Event(1, 1).Length; number++)
        {
            home.Device.Next(LogOperation.Write, new ScriptedFault(0, Bytes: number));
            Assert.True(log.AppendEvents(durability, number).Ok);
            text.Append(Lines.Event(number, number));
        }

        Assert.Equal(text.ToString(), Encoding.UTF8.GetString(home.Bytes));
    }

    [Fact]
    public void CommitAppend_OfSeveralLinesTornAtEveryByte_AcceptsNoneOfThem()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        var length = Lines.Event(1, 1).Length + Lines.Event(2, 2).Length;
        for (var taken = 0; taken < length; taken++)
        {
            // The first part goes in, the rest meets a full disk.
            var count = 0;
            var part = taken;
            home.Device.Script = (_, operation) => operation != LogOperation.Write ? null
                : count++ == 0 && part > 0 ? new ScriptedFault(0, Bytes: part) : new ScriptedFault(Libc.ENOSPC);
            var status = log.AppendEvents(Durability.Written, 1, 2);

            Assert.Equal((false, StorageOutcome.NotAccepted, Libc.ENOSPC), (status.Ok, status.Outcome, status.Errno));
            Assert.Equal((Lines.MetaLine().Length, 1L, false), ((int)log.AcceptedEnd, log.NextOrdinal, log.IsFaulted));
            Assert.Equal(Lines.MetaLine(), Encoding.UTF8.GetString(home.Bytes));
            Assert.True(log.LastWritten.IsEmpty);
        }

        home.Device.Script = null;
        Assert.True(log.AppendEvents(Durability.Written, 1, 2).Ok);
        Assert.Equal(Lines.MetaLine() + Lines.Event(1, 1) + Lines.Event(2, 2), Encoding.UTF8.GetString(home.Bytes));
    }

    [Fact]
    public void EveryVerb_WhenInterrupted_RepeatsTheCall()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        home.Device.Next(LogOperation.Write, new ScriptedFault(Libc.EINTR));
        Assert.True(log.AppendEvents(Durability.Written, 1).Ok);
        home.Device.Next(LogOperation.DataSync, new ScriptedFault(Libc.EINTR));
        Assert.True(log.Sync(log.WrittenEnd).Ok);
        home.AppendForeign("{torn"u8);
        home.Device.Next(LogOperation.Truncate, new ScriptedFault(Libc.EINTR));
        Assert.True(log.Resynchronise().Ok);
        home.Device.Next(LogOperation.ReadAt, new ScriptedFault(Libc.EINTR));
        using var again = home.Open();

        log.AppendEvents(Durability.Synced, 2);
        home.Device.Next(LogOperation.DataSync, new ScriptedFault(Libc.EIO));
        Assert.False(log.Sync(log.WrittenEnd).Ok);
        home.Device.Next(LogOperation.WriteAt, new ScriptedFault(Libc.EINTR));
        Assert.True(log.Sync(log.WrittenEnd).Ok);
        Assert.Equal(Lines.MetaLine() + Lines.Event(1, 1) + Lines.Event(2, 2), Encoding.UTF8.GetString(home.Bytes));
    }

    [Fact]
    public void CommitAppend_FailingOnTheFirstLine_LeavesNoEmptyFile()
    {
        using var home = new TempHome();
        using var log = home.Create();
        home.Device.Always(LogOperation.Write, Libc.ENOSPC);

        Assert.Equal(StorageOutcome.NotAccepted, log.AppendMeta().Outcome);
        Assert.False(File.Exists(home.FullPath));
        home.Device.Script = null;
        Assert.True(log.AppendMeta().Ok);
        Assert.Equal(Lines.MetaLine(), Encoding.UTF8.GetString(home.Bytes));
    }

    [Fact]
    public void FirstAppend_WhoseFileIsRemovedByACallThatReportsAnError_IsNotWrittenToAFileWithoutAName()
    {
        using var home = new TempHome();
        using var log = home.Create();
        home.Device.Script = (_, operation) => operation switch
        {
            LogOperation.Write => new ScriptedFault(Libc.ENOSPC),
            LogOperation.Delete => new ScriptedFault(Libc.EIO, IsDone: true),
            _ => null,
        };
        Assert.Equal(StorageOutcome.NotAccepted, log.AppendMeta().Outcome);
        home.Device.Script = null;

        Assert.True(log.AppendMeta().Ok);
        Assert.Equal(Lines.MetaLine(), Encoding.UTF8.GetString(home.Bytes));
    }

    [Fact]
    public void CommitAppend_FailingBesideAForeignLine_CutsNothingAndIsFaulted()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        log.AppendEvents(Durability.Buffered, 1);
        var foreign = Lines.Event(1, 100);
        home.Device.Next(LogOperation.Write, new ScriptedFault(Libc.ENOSPC, Before: () => home.AppendForeign(Lines.Utf8(foreign))));

        Assert.Equal(StorageOutcome.Unknown, log.Drain().Outcome);
        Assert.True(log.IsFaulted);
        Assert.Equal(StorageOutcome.NotAccepted, log.AppendEvents(Durability.Buffered, 2).Outcome);
        Assert.Equal(StorageOutcome.NotAccepted, log.AppendEvents(Durability.Written, 2).Outcome);
        Assert.Equal(Lines.MetaLine() + foreign, Encoding.UTF8.GetString(home.Bytes));

        Assert.True(log.Resynchronise().Ok);
        Assert.True(log.Drain().Ok);
        Assert.Equal(Lines.MetaLine() + foreign + Lines.Event(1, 1), Encoding.UTF8.GetString(home.Bytes));
    }

    [Fact]
    public void Drain_Failing_KeepsTheLinesAndTheirOrder()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        log.AppendEvents(Durability.Buffered, 1, 2);
        home.Device.Always(LogOperation.Write, Libc.ENOSPC);
        var end = log.AcceptedEnd;

        Assert.Equal(StorageOutcome.NotAccepted, log.Drain().Outcome);
        Assert.Equal((end, 2, false), (log.AcceptedEnd, log.BufferedLines, log.IsFaulted));
        Assert.True(log.AppendEvents(Durability.Buffered, 3).Ok);
        Assert.Equal(StorageOutcome.NotAccepted, log.AppendEvents(Durability.Written, 4).Outcome);
        Assert.Equal(3, log.BufferedLines);

        home.Device.Script = null;
        Assert.True(log.AppendEvents(Durability.Written, 5).Ok);
        Assert.Equal([0, 1, 2, 3, 4], Lines.Read(home.FullPath).ConvertAll(static line => line.Ordinal));
        Assert.Equal([-1, 1, 2, 3, 5], Lines.Read(home.FullPath).ConvertAll(static line => line.Number));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(120)]
    [InlineData(200)]
    [InlineData(10_000)]
    public void Drain_ThatPutInMoreThanItSaid_WritesNoLineTwice(int bytes)
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        log.AppendEvents(Durability.Buffered, 1);
        log.AppendEvents(Durability.Buffered, 2, 3);
        home.Device.Next(LogOperation.Write, new ScriptedFault(Libc.EIO, Bytes: bytes));

        Assert.False(log.Drain().Ok);
        Assert.Equal(bytes > 0, log.IsFaulted);
        Assert.True(log.Resynchronise().Ok);
        Assert.True(log.Drain().Ok);
        Assert.Equal([-1, 1, 2, 3], Lines.Read(home.FullPath).ConvertAll(static line => line.Number));
        Assert.Equal(home.Bytes.Length, log.WrittenEnd);
        Assert.Equal((0, 0), (log.BufferedLines, home.Log.Blocks.Rented));
    }

    // One session; returns its number of operations. Every call's own word is compared with the file after the fault has gone.
    private static int RunSession(string kind, int failing)
    {
        using var home = new TempHome();
        home.Device.Script = (number, operation) => FaultOf(kind, operation, number - failing);
        var accepted = new List<long>();
        var unknown = new List<long>();
        var log = home.Create();
        try
        {
            Note(log.AppendMeta(), -1);
            if (log.WrittenEnd == 0)
            {
                log.Resynchronise();
                Note(log.AppendMeta(), -1);
            }

            Call(Durability.Written, 1);
            Call(Durability.Buffered, 2, 3);
            Call(Durability.Buffered, 4);
            Heal(log.Drain());
            log.CompareLength();
            Call(Durability.Written, 5, 6);
            Call(Durability.Synced, 7);
            Heal(log.Sync(log.WrittenEnd));
            Call(Durability.Buffered, 8);
            Call(Durability.Synced, 9);
            Heal(log.Drain());
            Heal(log.Sync(log.WrittenEnd));
            home.AppendForeign(s_fragment);
            if (log.CompareLength() != LengthCheck.Same)
            {
                Heal(log.Resynchronise());
            }

            var operations = home.Device.Operations.Count;
            home.Device.Script = null;
            Assert.True(log.Resynchronise().Ok);
            Assert.True(log.Drain().Ok);
            Assert.True(log.Sync(log.WrittenEnd).Ok);
            Call(Durability.Written, 10);
            Check(home, log, accepted, unknown, $"{kind} at {failing}");
            return operations;
        }
        finally
        {
            log.Dispose();
        }

        void Call(Durability durability, params int[] numbers) =>
            Note(log.AppendEvents(durability, numbers), [.. numbers.Select(static number => (long)number)]);

        void Note(LogStatus status, params long[] numbers)
        {
            if (status.Ok || status.Outcome == StorageOutcome.Unknown)
            {
                (status.Ok ? accepted : unknown).AddRange(numbers);
            }

            Heal(status);
        }

        void Heal(LogStatus status)
        {
            if (!status.Ok && log.IsFaulted)
            {
                log.Resynchronise();
            }
        }
    }

    private static void Check(TempHome home, ThreadLog log, List<long> accepted, List<long> unknown, string where)
    {
        var lines = Lines.Read(home.FullPath);
        var numbers = lines.Where(static line => line.Ordinal != -2).Select(static line => line.Number).ToList();
        Assert.True(accepted.SequenceEqual(numbers.Where(accepted.Contains)), $"{where}: {string.Join(',', accepted)} became {string.Join(',', numbers)}");
        Assert.True(numbers.TrueForAll(number => accepted.Contains(number) || unknown.Contains(number)), where);
        Assert.True(numbers.Count == numbers.Distinct().Count(), where);
        // A fragment that could not be kept elsewhere has got its LF.
        Assert.True(lines.TrueForAll(static line => line.Ordinal >= 0 || line.Number == s_fragment.Length), where);
        lines.RemoveAll(static line => line.Ordinal < 0);
        Assert.True(lines.Zip(lines.Skip(1)).All(static pair => pair.First.Ordinal < pair.Second.Ordinal), where);
        Assert.True(home.Bytes.Length == log.WrittenEnd, where);
        using var reopened = home.Open();
        Assert.True((reopened.WrittenEnd, reopened.NextOrdinal) == (log.WrittenEnd, log.NextOrdinal), where);
    }

    private static ScriptedFault? FaultOf(string kind, LogOperation operation, int distance) => kind switch
    {
        // The rest of a short write meets a full disk.
        "half" when distance == 1 && operation == LogOperation.Write => new ScriptedFault(Libc.ENOSPC),
        _ when distance != 0 => null,
        "interrupted" when operation is LogOperation.Write or LogOperation.ReadAt or LogOperation.WriteAt or LogOperation.DataSync or LogOperation.Truncate =>
            new ScriptedFault(Libc.EINTR),
        "interrupted" => default,
        "short" => operation is LogOperation.Write or LogOperation.ReadAt or LogOperation.WriteAt ? new ScriptedFault(0, Bytes: 5) : default,
        "half" when operation == LogOperation.Write => new ScriptedFault(0, Bytes: 5),
        "lie-half" => new ScriptedFault(Libc.EIO, Bytes: 150),
        "lie-whole" => new ScriptedFault(Libc.EIO, IsDone: true),
        _ => new ScriptedFault(Libc.ENOSPC),
    };
}
