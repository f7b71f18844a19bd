using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Docs.Guides;

/// <summary>The pages of docs/guides cannot drift: each of their programs is one that is compiled beside this test, and run by it.</summary>
public sealed class GuideTests : IDisposable
{
    private const string Pages = "docs/guides";
    private const string Programs = "tests/ThreadStore.Core.Tests/Docs/Guides";

    private readonly string _home = Directory.CreateTempSubdirectory("threadstore-").FullName;

    public static TheoryData<string> Names() => [.. Repository.Files(Pages, "*.md").Select(static path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Programs_OfThePage_AreThoseThatAreCompiled(string name)
    {
        var shown = Repository.Fenced(Repository.Read($"{Pages}/{name}.md"), "csharp");

        Assert.NotEmpty(shown);
        Assert.Equal(Compiled(name), shown.Select(static block => string.Join('\n', block)));
    }

    [Fact]
    public async Task Embed_DoesWhatItSays()
    {
        var id = await EmbedGuide.RunAsync(_home, CancellationToken.None);

        await using var store = Open();
        Assert.Equal("my_host", store.Read(id).Originator);
        Assert.Equal(5, CountLines(store, id));
    }

    [Fact]
    public async Task Resume_DoesWhatItSays()
    {
        var id = await EmbedGuide.RunAsync(_home, CancellationToken.None);

        await using var store = Open();
        Assert.Contains("function_call_output", await ResumeGuide.RunAsync(store, id, CancellationToken.None), StringComparison.Ordinal);
        Assert.Equal(6, CountLines(store, id));
    }

    [Fact]
    public async Task Observe_DoesWhatItSays()
    {
        var file = Path.Combine(_home, "spans.jsonl");
        await using var store = Open();
        await using var thread = store.Create(new CreateThreadParams { Cwd = "/home/dev/proj" });
        await ObserveGuide.RunAsync(thread, file);

        Assert.Contains("thread_store.live_append.store_append", File.ReadAllText(file), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private LocalThreadStore Open() =>
        LocalThreadStore.Open(new ThreadStoreOptions { Home = _home, RefreshInterval = Timeout.InfiniteTimeSpan });

    private static int CountLines(LocalThreadStore store, ThreadId id)
    {
        using var history = store.ReadHistory(id);
        var lines = 0;
        while (history.Read(out _))
        {
            lines++;
        }

        return lines;
    }

    private static IEnumerable<string> Compiled(string name)
    {
        var title = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name);
        List<string>? block = null;
        foreach (var line in Repository.Read($"{Programs}/{title}Guide.cs").Split('\n'))
        {
            switch (line.Trim())
            {
                case "// GUIDE: begin":
                    block = [];
                    break;
                case "// GUIDE: end":
                    yield return Unindented(block!);
                    block = null;
                    break;
                default:
                    block?.Add(line);
                    break;
            }
        }
    }

    private static string Unindented(List<string> lines)
    {
        var indent = lines.Where(static line => line.Length > 0).Min(static line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length == 0 ? line : line[indent..]));
    }
}
