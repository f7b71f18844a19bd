using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Tracing;

/// <summary>
/// The law: a record that can be read is one writer's, whole; nobody waits for anybody. Seen to fail: without the second look at the stamp
/// (IsStillWhole always true), without the look for a writer that is still at it (the odd stamp), and without the look for a newer record.
/// </summary>
public sealed class SpanRingTests
{
    private static readonly SpanShape s_shape = new(
        TraceSource.Of("ring tests", "1"), "ring", ActivityKind.Internal, new SpanTag("number", SpanTagKind.Whole), new SpanTag("text", SpanTagKind.Text));

    private static readonly string[] s_texts = [.. Enumerable.Range(0, 64).Select(static number => $"text {number}")];

    [Fact]
    public void Write_MoreThanFit_KeepsTheNewest()
    {
        var ring = new SpanRing(3);
        Assert.Equal(4, ring.Capacity);
        for (var number = 0; number < 10; number++)
        {
            Write(ring, number);
        }

        Assert.Equal(10, ring.Written);
        Assert.Equal(0, ring.Lost);
        Assert.Equal([6, 7, 8, 9], Readable(ring, 10));
    }

    [Fact]
    public void Read_WhileItIsWritten_GivesNothing()
    {
        var ring = new SpanRing(4);
        Assert.True(ring.TryClaim(ring.TakeTicket()));
        Fill(ring, 0, 0);
        Assert.False(ring.TryRead(0, out _));
        ring.Publish(0);
        Assert.True(ring.TryRead(0, out var copy));
        AssertWhole(copy, 0);
    }

    [Fact]
    public void Read_OvertakenBetweenItsTwoLooks_ThrowsTheCopyAway()
    {
        var ring = new SpanRing(1);
        Write(ring, 0);
        Assert.True(ring.IsWhole(0));

        // The writer of the next round has begun, and then is through.
        var next = ring.TakeTicket();
        Assert.True(ring.TryClaim(next));
        Assert.False(ring.IsStillWhole(0));
        Fill(ring, next, 1);
        ring.Publish(next);
        Assert.False(ring.IsStillWhole(0));
        Assert.True(ring.TryRead(next, out _));
    }

    [Fact]
    public void Write_WhereAWriterOfTheRoundBeforeIsStillAtIt_IsLostAndDoesNotTouchIt()
    {
        var ring = new SpanRing(1);
        var slow = ring.TakeTicket();
        Assert.True(ring.TryClaim(slow));
        Fill(ring, slow, 0);
        Write(ring, 1);
        Assert.Equal(1, ring.Lost);
        ring.Publish(slow);
        Assert.True(ring.TryRead(slow, out var copy));
        AssertWhole(copy, 0);
    }

    [Fact]
    public void Write_OvertakenBeforeItBegan_IsLostAndTheNewerStays()
    {
        var ring = new SpanRing(1);
        var slow = ring.TakeTicket();
        Write(ring, 1);
        Assert.False(ring.TryClaim(slow));
        Assert.True(ring.TryRead(1, out var copy));
        AssertWhole(copy, 1);
    }

    [Fact]
    public async Task Read_WhileManyThreadsWrite_NeverGivesATornRecord()
    {
        // Two places and records that are ready: the reader meets a writer all the time.
        const int Writers = 2;
        const int Each = 1_000_000;
        var ring = new SpanRing(2);
        var records = Enumerable.Range(0, 64).Select(static number => Record(number)).ToArray();
        using var start = new Barrier(Writers + 1);
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                for (var i = 0; i < Each; i++)
                {
                    ring.Write(in records[(i + writer) % records.Length]);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();

        var all = Task.WhenAll(writers);
        start.SignalAndWait();
        var read = 0;
        do
        {
            read += ReadAll(ring);
        }
        while (!all.IsCompleted);

        await all;
        read += ReadAll(ring);
        Assert.Equal(Writers * Each, ring.Written);
        Assert.True(read > 0, "something could be read");
    }

    [Fact]
    public void Write_AllocatesNothing()
    {
        var ring = new SpanRing(16);
        var record = Record(5);
        Allocation.AssertNone(() => ring.Write(in record));
    }

    private static void Write(SpanRing ring, long number)
    {
        var record = Record(number);
        ring.Write(in record);
    }

    // Writer's step 4 alone.
    private static void Fill(SpanRing ring, long ticket, long number)
    {
        var record = Record(number);
        ring.At(ticket).TakeOver(in record);
    }

    private static int ReadAll(SpanRing ring)
    {
        var count = 0;
        var end = ring.Written;
        for (var ticket = Math.Max(0, end - ring.Capacity); ticket < end; ticket++)
        {
            if (ring.TryRead(ticket, out var copy))
            {
                AssertWhole(copy, copy.Start);
                count++;
            }
        }

        return count;
    }

    private static List<long> Readable(SpanRing ring, int end)
    {
        var found = new List<long>();
        for (var ticket = 0; ticket < end; ticket++)
        {
            if (ring.TryRead(ticket, out var copy))
            {
                AssertWhole(copy, ticket);
                found.Add(copy.Start);
            }
        }

        return found;
    }

    // Every field follows from one number, so that a mixture of two records shows.
    private static SpanRecord Record(long number)
    {
        var record = new SpanRecord
        {
            Shape = s_shape,
            Context = new TraceContext((ulong)number, ~(ulong)number, (ulong)number * 3, (byte)(number & 0xff)),
            ParentId = (ulong)number + 7,
            Start = number,
            End = -number,
            ErrorType = s_texts[number % s_texts.Length],
            Links = 1,
            Present = 0b11,
        };
        record.Numbers[0] = number * 5;
        record.Texts[1] = s_texts[number % s_texts.Length];
        record.Linked[0] = record.Context;
        return record;
    }

    private static void AssertWhole(SpanRecord read, long number)
    {
        var expected = Record(number);
        Assert.True(
            read.Context == expected.Context && read.ParentId == expected.ParentId && read.Start == expected.Start && read.End == expected.End
                && read.ErrorType == expected.ErrorType && read.Numbers[0] == expected.Numbers[0] && read.Texts[1] == expected.Texts[1]
                && read.Linked[0] == expected.Linked[0] && read.Present == expected.Present && read.Links == expected.Links,
            $"the record of {number} is torn");
    }
}
