using System.Text;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Log;

/// <summary>The law: after a resynchronisation our end is the file's end, and our numbers continue after every number in it.</summary>
public class ThreadLogForeignTests
{
    [Fact]
    public void CompareLength_OfOurLinesOnly_IsSame()
    {
        using var home = new TempHome();
        using var log = home.Create();
        Assert.Equal(LengthCheck.Same, log.CompareLength());
        log.AppendMeta();
        log.AppendEvents(Durability.Buffered, 1);

        Assert.Equal(LengthCheck.Same, log.CompareLength());
    }

    [Fact]
    public void Resynchronise_AfterForeignLinesAroundOurs_ContinuesBehindThem()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        home.AppendForeign(Lines.Utf8(Lines.Event(500, 100)));
        log.AppendEvents(Durability.Written, 1);
        home.AppendForeign(Lines.Utf8(Lines.Event(41, 101).Replace(".743Z", ".999Z", System.StringComparison.Ordinal)));

        Assert.Equal(LengthCheck.Grown, log.CompareLength());
        Assert.True(log.Resynchronise().Ok);
        Assert.Equal((home.Bytes.Length, 501, Lines.Time + 256), (log.WrittenEnd, log.NextOrdinal, log.LastTimestampMs));
        Assert.Equal(LengthCheck.Same, log.CompareLength());
        log.AppendEvents(Durability.Written, 2);
        Assert.Equal([-1, 100, 1, 101, 2], Lines.Read(home.FullPath).ConvertAll(static line => line.Number));
    }

    [Fact]
    public void Resynchronise_AfterALowerForeignOrdinal_GoesOnWithOurs()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        log.AppendEvents(Durability.Written, 1, 2);
        home.AppendForeign(Lines.Utf8(Lines.Event(1, 100)));
        log.Resynchronise();

        Assert.Equal(3, log.NextOrdinal);
    }

    [Fact]
    public void Resynchronise_AfterAForeignFragment_RepairsItByTheSameRule()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        home.AppendForeign(Lines.Utf8(Lines.Event(1, 100) + "{\"timestamp\""));
        Assert.Equal(LengthCheck.Grown, log.CompareLength());

        Assert.True(log.Resynchronise().Ok);
        Assert.Equal(Lines.MetaLine() + Lines.Event(1, 100), Encoding.UTF8.GetString(home.Bytes));
        Assert.Single(home.TornFiles);
    }

    [Fact]
    public void Resynchronise_WithBufferedLines_KeepsThemBehindTheForeignOnes()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        log.AppendEvents(Durability.Buffered, 1);
        home.AppendForeign(Lines.Utf8(Lines.Event(1, 1)));
        log.Resynchronise();

        // The foreign line looks like ours, but no write of ours was in doubt.
        Assert.Equal(1, log.BufferedLines);
        log.Drain();
        Assert.Equal([-1, 1, 1], Lines.Read(home.FullPath).ConvertAll(static line => line.Number));
    }

    [Fact]
    public void CompareLength_OfAShorterFile_IsFaultedForGood()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        using (var file = new System.IO.FileStream(home.FullPath, System.IO.FileMode.Open))
        {
            file.SetLength(10);
        }

        Assert.Equal(LengthCheck.Shrunk, log.CompareLength());
        Assert.True(log.IsFaulted);
        Assert.False(log.Resynchronise().Ok);
        Assert.Equal(StorageOutcome.NotAccepted, log.AppendEvents(Durability.Written, 1).Outcome);
        Assert.Equal(10, home.Bytes.Length);
    }

    [Fact]
    public void CompareLength_WhenTheDiskFails_SaysSo()
    {
        using var home = new TempHome();
        using var log = home.Create();
        log.AppendMeta();
        home.Device.Always(LogOperation.GetLength, Libc.EIO);

        Assert.Equal(LengthCheck.Failed, log.CompareLength());
        Assert.False(log.Resynchronise().Ok);
        home.Device.Script = null;
        Assert.True(log.Resynchronise().Ok);
        Assert.False(log.IsFaulted);
    }
}
