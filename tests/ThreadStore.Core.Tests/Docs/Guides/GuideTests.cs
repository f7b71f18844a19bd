using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Transfer;
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
        Assert.Equal((0L, true), (ObserveGuide.Ask(store).Projection.PendingBytes, ObserveGuide.Ask(store).Projection.IsAlive));

        Assert.Contains("thread_store.live_append.store_append", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_DoesWhatItSays()
    {
        await using var store = Open();
        var starter = await SayAsync(store, "Start");
        var all = new List<ThreadId>();
        for (var i = 0; i < 6; i++)
        {
            all.Add(await SayAsync(store, $"Fix the build {i}", starter));
            await store.UpdateMetadataAsync(all[i], new ThreadMetadataPatch { Labels = new Dictionary<string, string?> { ["team"] = i < 5 ? "core" : "docs" } });
        }

        await using (var thread = store.Resume(all[1]))
        {
            var (first, again, pages) = await ListGuide.PageAsync(store, starter, shown: all[0], thread, CancellationToken.None);
            Assert.Equal(2, pages);
            Assert.Equal(all[1..3], first.Threads.Select(static row => row.Id));
            Assert.Equal(all[1..3], again.Threads.Select(static row => row.Id));
        }

        var titles = new ArrayBufferWriter<byte>();
        ListGuide.Titles(store, titles);
        Assert.Equal(7, titles.WrittenSpan.Count((byte)'\n'));

        var (turns, text) = ListGuide.Turns(store, all[1]);
        Assert.Equal(1, turns);
        Assert.StartsWith("1: Completed", text, StringComparison.Ordinal);
        Assert.Contains("userMessage", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fork_DoesWhatItSays()
    {
        await using var store = Open();
        var id = await SayAsync(store, "Fix the build");
        (ThreadId AtEnd, ThreadId AfterTurn, ThreadId AtLine) forks;
        await using (var parent = store.Resume(id))
        {
            parent.Append(ItemType.EventMsg, """{"type":"task_complete","turn_id":"1"}"""u8);
            forks = await ForkGuide.RunAsync(store, parent);
        }

        // The parent's four lines, the fork's first, and what the guide appends.
        Assert.Equal((6, 5, 5), (CountLines(store, forks.AtEnd), CountLines(store, forks.AfterTurn), CountLines(store, forks.AtLine)));
        Assert.Equal("/home/dev/other", (await store.ReadAsync(forks.AfterTurn)).Cwd);
        await Assert.ThrowsAsync<ConflictException>(() => store.DeleteAsync(id));
        Assert.Equal(new HistoryGap(id, HistoryGapReason.Missing), await ForkGuide.DeleteAsync(store, id, forks.AtEnd, CancellationToken.None));
        Assert.Equal(2, CountLines(store, forks.AtEnd));
    }

    [Fact]
    public async Task Search_DoesWhatItSays()
    {
        await using var store = Open();
        var active = await SayAsync(store, "Why is the Connection refused by the proxy?");
        var archived = await SayAsync(store, "connection refused");
        await SayAsync(store, "Fix the build");
        await store.ArchiveAsync(archived);

        Assert.Equal(new[] { active, archived }.Order(), (await SearchGuide.ScanAsync(store, CancellationToken.None)).Order());
        var hit = await SearchGuide.FirstAsync(store, TimeProvider.System);
        Assert.Equal(active, hit!.Thread);
        Assert.Equal(1, SearchGuide.Around(store, hit));
        Assert.Equal(active, Assert.Single(await SearchGuide.RankAsync(store, CancellationToken.None)).Hit.Thread);
    }

    [Fact]
    public async Task Organize_DoesWhatItSays()
    {
        await using var store = Open();
        var id = await SayAsync(store, "Fix the build");
        await store.UpdateMetadataAsync(id, new ThreadMetadataPatch { GitSha = "abc", Labels = new Dictionary<string, string?> { ["ticket"] = "T-1" } });

        var row = await OrganizeGuide.DescribeAsync(store, id, CancellationToken.None);
        Assert.Equal(("Release notes", "disabled", "release/2.1", null), (row.Name, row.MemoryMode, row.GitBranch, row.GitSha));
        Assert.Equal(new Dictionary<string, string> { ["team"] = "core" }, row.Labels);

        var (archived, back) = await OrganizeGuide.ArchiveAsync(store, store.Resume(id), CancellationToken.None);
        Assert.True(archived is { Archived: true, ArchivedAt: not null });
        Assert.True(back is { Archived: false, ArchivedAt: null });
        Assert.Equal(row.UpdatedAt, back.UpdatedAt);

        Assert.False((await OrganizeGuide.DeleteAsync(store, id, static _ => false, CancellationToken.None)).IsDone);
        var receipt = await OrganizeGuide.DeleteAsync(store, id, static _ => true, CancellationToken.None);
        Assert.True(receipt is { IsDone: true, HadRow: true, NameLines: 1 });
        Assert.Throws<ThreadNotFoundException>(() => store.Read(id));
    }

    [Fact]
    public async Task Repair_DoesWhatItSays()
    {
        ThreadId id;
        await using (var store = Open())
        {
            id = await SayAsync(store, "Fix the build");
            await File.AppendAllTextAsync(store.FullPath(store.Read(id)), """{"timestamp":"2026-11-2""");
        }

        Assert.Contains(await RepairGuide.VerifyAsync(_home, CancellationToken.None), static one => one.Kind is DifferenceKind.TornTail);
        Assert.Contains(await RepairGuide.DiagnoseAsync(_home, CancellationToken.None), static one => one is { Kind: FindingKind.TornTail, IsProblem: true });
        foreach (var file in Directory.GetFiles(_home, "*.sqlite*"))
        {
            File.Delete(file);
        }

        await using (var store = Open())
        {
            Assert.Equal("Fix the build", (await RepairGuide.RefreshAsync(store, id, CancellationToken.None)).Title);
            await store.Resume(id).ShutdownAsync();
            Assert.Equal(1, (await RepairGuide.RebuildAsync(store, CancellationToken.None)).Files);

            await using var other = LocalThreadStore.Open(new ThreadStoreOptions { Home = Path.Combine(_home, "other") });
            var import = await RepairGuide.TransferAsync(store, id, Path.Combine(_home, "threads.tar.gz"), other, CancellationToken.None);
            Assert.Equal((id, ImportOutcome.Imported), (import.Threads[0].Id, Assert.Single(import.Threads).Outcome));
            Assert.Equal("Fix the build", other.Read(id).Title);
        }

        Assert.Empty(await RepairGuide.VerifyAsync(_home, CancellationToken.None));
        Assert.Single(Directory.GetFiles(Path.Combine(_home, "threadstore", "torn")));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private LocalThreadStore Open() =>
        LocalThreadStore.Open(new ThreadStoreOptions { Home = _home, RefreshInterval = Timeout.InfiniteTimeSpan });

    private static async Task<ThreadId> SayAsync(LocalThreadStore store, string text, ThreadId? starter = null)
    {
        await using var thread = store.Create(new CreateThreadParams
        {
            Cwd = "/home/dev/proj",
            Source = "cli",
            Originator = "my_host",
            ModelProvider = "openai",
            Parent = starter,
        });
        thread.Append(ItemType.EventMsg, """{"type":"task_started","turn_id":"1"}"""u8);
        thread.Append(ItemType.EventMsg, Encoding.UTF8.GetBytes(
            $$$"""{"type":"item_completed","turn_id":"1","item":{"type":"UserMessage","id":"u","content":[{"type":"text","text":"{{{text}}}"}]}}"""));
        return thread.Id;
    }

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
