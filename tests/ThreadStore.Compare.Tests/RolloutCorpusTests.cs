using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using ThreadStore.Compare.Rebuild;
using ThreadStore.Measuring;
using Xunit;

namespace ThreadStore.Compare;

public class RolloutCorpusTests
{
    private const int Files = 7;

    [Fact]
    public async Task Write_GivesRolloutsOfRealSize_EachWithItsOwnRow()
    {
        using var folder = new ScratchFolder();
        var corpus = RolloutCorpus.Write(folder.Path, Files);

        Assert.Equal(new CorpusCount(Files, corpus.Bytes, corpus.Lines), CorpusScan.CountLines(folder.Path));
        Assert.Equal(new CorpusCount(Files, corpus.Bytes, 0), CorpusScan.Observe(folder.Path));
        Assert.InRange(corpus.Bytes / Files, RolloutCorpus.FullBytes - 1_000, RolloutCorpus.FullBytes + 1_000);
        await using var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = folder.Path });
        await store.CaughtUp;
        await CorpusRows.CheckAsync(store, Files);
        await Assert.ThrowsAsync<WrongAnswerException>(() => CorpusRows.CheckAsync(store, Files + 1));
    }

    [Fact]
    public void Write_LinesAreJson_TheFirstOf22KilobytesWithTheIdOfTheFile()
    {
        using var folder = new ScratchFolder();
        _ = RolloutCorpus.Write(folder.Path, 2);
        var path = Directory.EnumerateFiles(folder.Path, $"*{RolloutCorpus.Id(1)}.jsonl", SearchOption.AllDirectories).Single();
        var lines = File.ReadAllLines(path);

        Assert.All(lines, static line => JsonDocument.Parse(line).Dispose());
        using var first = JsonDocument.Parse(lines[0]);
        Assert.Equal(RolloutCorpus.Id(1), first.RootElement.GetProperty("payload").GetProperty("id").GetString());
        Assert.InRange(lines[0].Length, 21_000, 23_000);
    }
}
