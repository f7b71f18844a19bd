using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Docs;

/// <summary>
/// The README cannot drift: its programs are such that compile and run, and it shows two commands and no third.
/// Seen to fail: with "Resume(id)" changed in the README only, with a "dotnet build" line added to it, and with Count changed to Sum in
/// the declaration of docs/projections.md only.
/// </summary>
public sealed class ReadmeTests
{
    private const int MaxLines = 200;

    private static readonly string[] s_commands =
    [
        "dotnet run -c Release --project src/ThreadStore.Cli -- demo",
        "dotnet test",
    ];

    [Fact]
    public void Programs_OfTheReadme_AreThoseThatAreCompiled()
    {
        var shown = Repository.Fenced(Repository.Read("README.md"), "csharp");

        Assert.Equal([Compiled("ReadmeSnippet", indent: 8), Compiled("TicketFacts", indent: 0), Compiled("FactsSnippet", indent: 8)], shown);
    }

    [Fact]
    public void Declaration_OfTheProjectionsPage_IsTheReadmes() =>
        Assert.Equal(Compiled("TicketFacts", indent: 0), Repository.Fenced(Repository.Read("docs/projections.md"), "csharp")[0]);

    [Fact]
    public async Task Program_OfTheReadme_DoesWhatItSays()
    {
        var home = Directory.CreateTempSubdirectory("threadstore-").FullName;
        try
        {
            var id = await ReadmeSnippet.RunAsync(home);

            var rollout = Assert.Single(Directory.GetFiles(home, "rollout-*.jsonl", SearchOption.AllDirectories));
            var lines = File.ReadAllLines(rollout);
            Assert.Equal(4, lines.Length);
            for (var i = 0; i < lines.Length; i++)
            {
                Assert.Contains($"\"ordinal\":{i},", lines[i], StringComparison.Ordinal);
            }

            var facts = await FactsSnippet.RunAsync(home, id);
            Assert.Equal(("Fix the build", 0L, "T-1"), (facts.Request.ToString(), facts.ToolCalls, facts.Ticket.ToString()));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Fact]
    public void Commands_AreExactlyTheTwo()
    {
        var readme = Repository.Read("README.md");
        var fenced = Repository.Fenced(readme, "sh").SelectMany(static block => block).Where(static line => line.Length > 0).ToList();

        Assert.Equal(s_commands, fenced.Where(static line => !line.StartsWith("threadstore ", StringComparison.Ordinal)));
        Assert.Equal(s_commands, Repository.Matches(readme, @"\bdotnet [a-z][^`\n]*").Select(static match => match.Value.TrimEnd()));
        Assert.DoesNotMatch(@"(?m)^```(?!(sh|csharp)?$)", readme);
    }

    [Fact]
    public void Length_IsThatOfAPageOrTwo() => Assert.InRange(Repository.Read("README.md").Count(static c => c == '\n'), 1, MaxLines);

    private static List<string> Compiled(string file, int indent)
    {
        var lines = Repository.Read($"tests/ThreadStore.Core.Tests/Docs/{file}.cs").Split('\n').ToList();
        var begin = lines.FindIndex(static line => line.Trim() == "// README: begin");
        var end = lines.FindIndex(static line => line.Trim() == "// README: end");
        return [.. lines[(begin + 1)..end].Select(line => line.Length == 0 ? line : line[indent..])];
    }
}
