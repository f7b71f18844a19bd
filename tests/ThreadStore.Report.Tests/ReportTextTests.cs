using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using ThreadStore.Measuring;
using ThreadStore.Report.Runs;
using Xunit;

namespace ThreadStore.Report;

public sealed class ReportTextTests
{
    [Fact]
    public void Latencies_OfOneName_AreOneRow()
    {
        var row = Assert.Single(LatencyRow.Of([TestRun.Result("append/a/p99.9", [3]), TestRun.Result("append/a/p50", [1]), TestRun.Result("append/b/p50", [1]), TestRun.Result("list", [1])]));

        Assert.Equal("append/a", row.Name);
        Assert.Equal([1, null, null, 3, null, null], row.Quantiles.Select(static quantile => quantile?.Value));
    }

    [Fact]
    public void Html_NeedsNothingButItself_AndSaysWhatIsMet()
    {
        var met = TestRun.Result("a/<b>/p50", [1, 1, 1], [2, 2, 2]) with { Target = 1, Note = "a <note>" };
        var page = HtmlReport.Of(TestRun.Of(TestRun.Machine(), met, met with { Name = "a/c/p50", Target = 0.1 }, TestRun.Point("curve", "x", 1, 1), TestRun.Point("curve", "x", 2, 1)));

        Assert.DoesNotMatch(new Regex("https?:|<script|<link|url\\(|@import|src=", RegexOptions.None, TimeSpan.FromSeconds(10)), page);
        Assert.Contains("Targets: 1 of 2 met", page, StringComparison.Ordinal);
        Assert.Contains("a/&lt;b&gt;/p50", page, StringComparison.Ordinal);
        Assert.Contains("a &lt;note&gt;", page, StringComparison.Ordinal);
        Assert.Contains("<polyline", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>/p50", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OfAFolder_IsItsPartsWithoutTheArray_AndAnArrayAloneIsARun()
    {
        using var folder = new ScratchFolder();
        new ResultFile("one", TestRun.Machine(), [TestRun.Result("a", [1]), TestRun.Result("b", [1])]).Write(folder.File("one.json"));
        new ResultFile("two", TestRun.Machine(), [TestRun.Result("a", [2])]).Write(folder.File("two.json"));
        var machine = File.ReadAllText(folder.File("one.json")).Split("\"machine\":")[1].Split("\"results\"")[0].TrimEnd().TrimEnd(',');
        File.WriteAllText(folder.File("array.json"), $$"""
             [{"name":"c","ours":10,"theirs":19,"ratio":0.5,"unit":"us","better":"lower","target":null,"spread":0.2,"rounds":7,"rival":"them","note":null,"environment":{{machine}}}]
            """);

        Assert.Equal([2, 1], BenchRun.Read(folder.Path).Results.Select(static result => result.Value));
        var entry = Assert.Single(BenchRun.Read(folder.File("array.json")).Results);
        Assert.Equal((10, 0.5, 0.2, "them"), (entry.Value, entry.Ratio!.Value, double.Round(entry.Spread, 9), entry.Rival));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("no json")]
    [InlineData("")]
    public void Run_OfAFileThatIsNone_IsBadInput(string text)
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder.File("x.json"), text);

        Assert.Throws<BadInputException>(() => BenchRun.Read(folder.File("x.json")));
        Assert.Throws<BadInputException>(() => BenchRun.Read(folder.File("missing.json")));
    }

    [Fact]
    public async Task Tool_Diff_SaysByItsExitCodeWhatBecameOfTheRun()
    {
        using var folder = new ScratchFolder();
        new ResultFile("a", TestRun.Machine(), [TestRun.Result("a", [100, 100, 100])]).Write(folder.File("a.json"));
        new ResultFile("b", TestRun.Machine(), [TestRun.Result("a", [200, 200, 200])]).Write(folder.File("b.json"));

        Assert.Equal(1, await ReportTool.RunAsync(["diff", folder.File("a.json"), folder.File("b.json")]));
        Assert.Equal(0, await ReportTool.RunAsync(["diff", folder.File("b.json"), folder.File("a.json")]));
        Assert.Equal(2, await ReportTool.RunAsync(["diff", folder.File("a.json"), folder.File("none.json")]));
        Assert.Equal(2, await ReportTool.RunAsync(["diff", folder.File("a.json")]));
    }
}
