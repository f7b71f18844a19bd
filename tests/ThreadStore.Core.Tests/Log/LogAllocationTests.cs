using System;
using ThreadStore.Items;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Log;

/// <summary>The law: a successful append allocates nothing after warm-up, at every durability.</summary>
public class LogAllocationTests
{
    private static readonly byte[] s_payload = Lines.Utf8($$"""{"type":"task_started","text":"{{new string('a', 220)}}"}""");

    [Theory]
    [InlineData(Durability.Buffered)]
    [InlineData(Durability.Written)]
    [InlineData(Durability.Synced)]
    public void Append_AtEveryDurability_AllocatesNothing(Durability durability)
    {
        using var home = new TempHome();
        var plain = new LogHome(home.Directory, home.Clock);
        using var log = ThreadLog.Create(plain, TempHome.Id, HistoryMode.Paginated, home.Clock.GetUtcNow());
        log.AppendMeta();
        var rounds = durability == Durability.Synced ? 1_000 : 10_000;
        for (var i = 0; i < 1_000; i++)
        {
            Round(log, durability, i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < rounds; i++)
        {
            Round(log, durability, i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(log.Drain().Ok);
        Assert.Equal(1 + 1_000 + rounds, log.NextOrdinal);
        Assert.Equal(home.Bytes.Length, log.WrittenEnd);
    }

    private static void Round(ThreadLog log, Durability durability, int round)
    {
        log.BeginAppend(durability);
        log.Stage(ItemType.EventMsg, s_payload, default, Lines.Time, Line.NoOrdinal);
        var isOk = log.CommitAppend().Ok;
        if (durability == Durability.Synced)
        {
            isOk &= log.Sync(log.WrittenEnd).Ok;
        }

        if (durability == Durability.Buffered && round % 100 == 99)
        {
            isOk &= log.Drain().Ok;
        }

        isOk &= log.CompareLength() == LengthCheck.Same;
        if (!isOk)
        {
            throw new InvalidOperationException("an append failed");
        }
    }
}
