using System.Linq;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Queries;

public sealed class IndexDumpTests
{
    [Fact]
    public void Compare_OfIndexesFilledInAnotherOrder_FindsNothing()
    {
        using var left = new IndexHome();
        using var right = new IndexHome();
        Fill(left, Enumerable.Range(0, 600));
        Fill(right, Enumerable.Range(0, 600).Reverse());

        using var a = IndexDump.Open(left.Files);
        using var b = IndexDump.Open(right.Files);
        Assert.Equal(600, a.Rows("threads").Count());
        Assert.Empty(IndexDump.Compare(a, b));
    }

    [Fact]
    public void Compare_NamesEveryColumnThatDiffersAndEveryRowThatIsMissing()
    {
        using var left = new IndexHome();
        using var right = new IndexHome();
        Fill(left, [1, 2]);
        Fill(right, [2, 3]);
        using (var writer = right.OpenWriter())
        {
            right.ApplyAlone(writer, IndexHome.Delta(2, 10, 20, updatedAtMs: 99, preview: null));
            writer.TryBegin();
            writer.ApplySessionName(IndexHome.Id(2), "a name"u8, 5);
            writer.Commit();
        }

        using var a = IndexDump.Open(left.Files);
        using var b = IndexDump.Open(right.Files);
        var differences = IndexDump.Compare(a, b).ToList();
        var (one, two, three) = (IndexHome.Id(1).ToString(), IndexHome.Id(2).ToString(), IndexHome.Id(3).ToString());

        Assert.Contains(new IndexDifference("threads", one, null, one, null), differences);
        Assert.Contains(new IndexDifference("threads", two, "log_offset", "10", "20"), differences);
        Assert.Contains(new IndexDifference("threads", two, "updated_at_ms", "7", "99"), differences);
        Assert.Contains(new IndexDifference("threads", three, null, null, three), differences);
        Assert.Contains(new IndexDifference("session_names", two, null, null, two), differences);
        Assert.Equal(["log_offset", "log_tail", "updated_at_ms"], differences.Where(static d => d.Column is not null).Select(static d => d.Column!).Order());
    }

    [Fact]
    public void Open_WithoutAnIndex_IsATypedFault()
    {
        using var home = new IndexHome();

        Assert.Equal(StoragePart.Index, Assert.Throws<StorageFaultException>(() => IndexDump.Open(home.Files)).Part);
    }

    private static void Fill(IndexHome home, System.Collections.Generic.IEnumerable<int> numbers)
    {
        using var writer = home.OpenWriter();
        var file = home.File(1);
        writer.TryBegin();
        foreach (var number in numbers)
        {
            writer.Apply(IndexHome.Delta(number, 0, 10, $"title {number}", 7), file, NoTexts.Instance);
        }

        writer.Commit();
    }
}
