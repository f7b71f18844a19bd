using System.IO;
using System.Linq;
using System.Text.Json;
using ThreadStore.Measuring;
using Xunit;

namespace ThreadStore.Compare;

public class ComparisonFileTests
{
    [Fact]
    public void Write_GivesAnArray_WithNullForWhatIsNotThere()
    {
        using var folder = new ScratchFolder();
        var path = folder.File("figures.json");
        ComparisonFile.Write(path, MachineFacts.Collect(), [
            new Measurement { Name = "a/b/c", Unit = "ns", Ours = [1, 2, 3], Theirs = [2, 4, 6], Rival = "they", Target = 4 },
            new Measurement { Name = "a/b/d", Unit = "rows/s", Better = Better.Higher, Ours = [5], Theirs = [0] },
        ]);

        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var entries = document.RootElement.EnumerateArray().ToList();
        Assert.Equal(2, entries.Count);
        Assert.Equal(0.5, entries[0].GetProperty("ratio").GetDouble());
        Assert.Equal(4, entries[0].GetProperty("target").GetDouble());
        Assert.Equal("lower", entries[0].GetProperty("better").GetString());
        Assert.Equal(3, entries[0].GetProperty("rounds").GetInt32());
        Assert.Equal(JsonValueKind.Null, entries[1].GetProperty("target").ValueKind);
        Assert.Equal(JsonValueKind.Null, entries[1].GetProperty("ratio").ValueKind);
        Assert.Equal("higher", entries[1].GetProperty("better").GetString());
        Assert.Equal(JsonValueKind.Object, entries[1].GetProperty("environment").ValueKind);
    }
}
