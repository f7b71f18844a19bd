using Xunit;

namespace ThreadStore.Latency.Accounting;

public sealed class SyncCountsTests
{
    [Fact]
    public void Of_ATrace_CountsEachCallOnceByItsFile_WithinTheWindow()
    {
        string[] trace =
        [
            "4711  1795300000.100000 fdatasync(31</h/threadstore-0a1b2c3d.1.sqlite-wal>) = 0",
            "4711  1795300001.000001 fdatasync(31</h/threadstore-0a1b2c3d.1.sqlite-wal>) = 0",
            "4711  1795300001.200000 fdatasync(30</h/threadstore-0a1b2c3d.1.sqlite> <unfinished ...>",
            "4712  1795300001.200500 fsync(9</h/sessions/2026/11/21>) = 0",
            "4711  1795300001.300000 <... fdatasync resumed>) = 0",
            "4713  1795300001.400000 fdatasync(44</h/sessions/2026/11/21/rollout-x.jsonl>) = 0",
            "4713  1795300001.500000 fdatasync(44</h/sessions/2026/11/21/rollout-x.jsonl>) = 0",
            "4713  1795300002.500000 fdatasync(44</h/sessions/2026/11/21/rollout-x.jsonl>) = 0",
            "4710  1795300002.600000 +++ exited with 0 +++",
        ];
        Assert.Equal(new SyncCounts(Log: 2, Wal: 1, Database: 1, Others: 1), SyncCounts.Of(trace, 1795300001, 1795300002));
    }
}
