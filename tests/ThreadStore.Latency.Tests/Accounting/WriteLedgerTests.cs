using System.IO;
using System.Threading.Tasks;
using ThreadStore.Measuring;
using Xunit;

namespace ThreadStore.Latency.Accounting;

[Collection(WholeProcess.Name)]
public sealed class WriteLedgerTests
{
    private const int PageBytes = 2048;
    private const int FrameBytes = PageBytes + 24;
    private const int WalHeaderBytes = 32;

    /// <summary>The WAL of a store that was not closed shows how much was written to it, and the file what a checkpoint copied.</summary>
    [Fact]
    public async Task Close_GivesWhatTheFilesShow()
    {
        using var home = new ScratchFolder();
        var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = home.Path });
        await store.CaughtUp;
        var thread = store.Create(new CreateThreadParams { Cwd = "/" });
        thread.Append(ItemType.EventMsg, """{"type":"token_count","info":{"total_token_usage":{"total_tokens":1}}}"""u8);
        await thread.FlushAsync();
        var wal = Wal(home);
        var log = new FileInfo(thread.RolloutPath!).Length;
        using var ledger = new WriteLedger(store);
        thread.Append(ItemType.EventMsg, """{"type":"token_count","info":{"total_token_usage":{"total_tokens":2}}}"""u8);
        await thread.FlushAsync();
        var (walAfter, logAfter) = (Wal(home), new FileInfo(thread.RolloutPath!).Length);
        var written = ledger.Close();
        Assert.Equal(logAfter - log, written.Log);
        Assert.Equal(walAfter - wal, written.Wal);
        Assert.Equal(0, written.Wal % FrameBytes);
        Assert.InRange(written.Database, PageBytes, (((walAfter - WalHeaderBytes) / FrameBytes) + 1) * PageBytes);
        Assert.Equal(0, written.Checkpoints);
    }

    private static long Wal(ScratchFolder home) => new FileInfo(Assert.Single(Directory.GetFiles(home.Path, "*.sqlite-wal"))).Length;
}
