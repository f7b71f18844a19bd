using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Docs;

/// <summary>
/// The README cannot drift: its program is one that compiles and runs, and it shows two commands and no third.
/// Seen to fail: with "Resume(id)" changed in the README only, and with a "dotnet build" line added to it.
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
    public void Program_OfTheReadme_IsTheOneThatIsCompiled()
    {
        var shown = Assert.Single(Repository.Fenced(Repository.Read("README.md"), "csharp"));

        Assert.Equal(Compiled(), shown);
    }

    [Fact]
    public async Task Program_OfTheReadme_DoesWhatItSays()
    {
        var home = Directory.CreateTempSubdirectory("threadstore-").FullName;
        try
        {
            await ReadmeSnippet.RunAsync(home);

            var rollout = Assert.Single(Directory.GetFiles(home, "rollout-*.jsonl", SearchOption.AllDirectories));
            var lines = File.ReadAllLines(rollout);
            Assert.Equal(4, lines.Length);
            for (var i = 0; i < lines.Length; i++)
            {
                Assert.Contains($"\"ordinal\":{i},", lines[i], StringComparison.Ordinal);
            }
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

    private static List<string> Compiled()
    {
        var lines = Repository.Read("tests/ThreadStore.Core.Tests/Docs/ReadmeSnippet.cs").Split('\n').ToList();
        var begin = lines.FindIndex(static line => line.Trim() == "// README: begin");
        var end = lines.FindIndex(static line => line.Trim() == "// README: end");
        const int Indent = 8;
        return [.. lines[(begin + 1)..end].Select(static line => line.Length == 0 ? line : line[Indent..])];
    }
}
