using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Measuring;
using Xunit;

namespace ThreadStore.Latency.Accounting;

[Collection(WholeProcess.Name)]
public sealed class TurnScriptTests
{
    [Fact]
    public async Task Play_GivesANewThreadTheLinesThatCodexWrote()
    {
        using var home = new ScratchFolder();
        var script = new TurnScript();
        await using var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = home.Path });
        var thread = script.Begin(store);
        script.Play(thread, static _ => { });
        var lines = await File.ReadAllLinesAsync(thread.RolloutPath!);
        Assert.Equal(TurnScript.Lines, lines.Length);
        Assert.Contains($"\"id\":\"{thread.Id}\"", lines[0]);
        Assert.DoesNotContain(lines, static line => line.Contains("01a1fcb8-b7d6-76d1-b29e-96ca848e4672"));
        Assert.Equal(2, lines.Count(static line => line.Contains("\"token_count\"")));
    }

    [Fact]
    public async Task Play_WaitsAsLongBetweenLinesAsCodexDid()
    {
        using var home = new ScratchFolder();
        var script = new TurnScript();
        await using var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = home.Path });
        var due = new List<double>();
        script.Play(script.Begin(store), at => due.Add(at.TotalMilliseconds));
        Assert.Equal([0, 38, 38, 44, 48, 48, 79, 84, 218, 223, 785, 795, 798, 899, 902, 905, 908, 920], due);
    }
}
