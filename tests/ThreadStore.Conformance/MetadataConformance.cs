using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>
/// The law: explicit metadata are set, cleared or left alone, field by field, in the order in which they were said; a patch is taken as a
/// whole or not at all.
/// </summary>
/// <inheritdoc/>
public abstract class MetadataConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Conformance33_NameMemoryModeAndGit_LandInTheRow_OfALiveThreadAndOfAnyOther(bool isLive)
    {
        var id = await WriteAsync("hello");
        await using var live = isLive ? await Store.ResumeAsync(id) : null;
        await Store.UpdateMetadataAsync(id, new ThreadMetadataPatch
        {
            Name = "a name", MemoryMode = "disabled", GitSha = "abc", GitBranch = "main", GitOriginUrl = "https://me:secret@example.com/r",
        });

        await AssertExplicitAsync(id, "a name", "disabled", "abc", "main", "https://example.com/r");
        await ReopenAsync();
        await AssertExplicitAsync(id, "a name", "disabled", "abc", "main", "https://example.com/r");
    }

    [Fact]
    public async Task Conformance33_APatchThatIsNotAllowed_IsRefusedWhole()
    {
        var id = await WriteAsync("hello");
        var before = await Store.ReadAsync(id);
        await using var thread = await Store.ResumeAsync(id);
        var end = thread.End;
        ThreadMetadataPatch[] patches =
        [
            new(), new() { Name = " " }, new() { Name = "good", MemoryMode = "maybe" }, new() { MemoryMode = MetadataField.Clear, GitBranch = "main" },
        ];
        foreach (var patch in patches)
        {
            await Assert.ThrowsAsync<InvalidRequestException>(() => Store.UpdateMetadataAsync(id, patch));
            await Assert.ThrowsAsync<InvalidRequestException>(() => thread.UpdateMetadataAsync(patch));
        }

        Assert.Equal(end, thread.End);
        Assert.Equal(before, await Store.ReadAsync(id));
    }

    [Fact]
    public async Task Conformance35_APatchOfGit_LeavesEverythingElse_AndClearsFieldByField()
    {
        var id = await WriteAsync("hello", new CreateThreadParams { Cwd = "/work", Git = new GitInfo("abc", "main", "https://example.com/r") });
        await Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "a name" });
        var before = await Store.ReadAsync(id);

        await Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { GitBranch = "topic" });
        var after = await Store.ReadAsync(id);
        Assert.Equal(before with { GitBranch = "topic", LogOffset = after.LogOffset }, after);

        await Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { GitSha = MetadataField.Clear });
        after = await Store.ReadAsync(id);
        Assert.Equal(before with { GitBranch = "topic", GitSha = null, LogOffset = after.LogOffset }, after);
    }

    [Fact]
    public async Task Conformance35_MemoryMode_StaysWhateverIsAppendedAfter()
    {
        await using var thread = await CreateAsync();
        await thread.UpdateMetadataAsync(new ThreadMetadataPatch { MemoryMode = "disabled" });
        await thread.AppendAsync(ItemType.EventMsg, Payload.User("hello"));
        await thread.AppendAsync(ItemType.TurnContext, Payload.TurnContext("/turn"));
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.Tokens(1));

        Assert.Equal("disabled", (await Store.ReadAsync(thread.Id)).MemoryMode);
    }

    [Fact]
    public async Task Update_OfALiveThread_ComesAfterTheLinesBeforeIt()
    {
        await using var thread = await CreateAsync();
        await thread.AppendAsync(ItemType.EventMsg, Payload.User("hello"), Durability.Buffered);
        await thread.UpdateMetadataAsync(new ThreadMetadataPatch { Name = "a name" });

        var row = await Store.ReadAsync(thread.Id);
        Assert.Equal(("hello", "a name", thread.End.Offset), (row.Title, row.Name, row.LogOffset));
    }

    [Fact]
    public async Task Update_MovesNoTime()
    {
        var id = await WriteAsync("hello");
        var before = await Store.ReadAsync(id);
        Clock.AdvanceMs(60_000);
        await Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "a name" });

        var after = await Store.ReadAsync(id);
        Assert.Equal(before with { Name = "a name", LogOffset = after.LogOffset }, after);
    }

    [Fact]
    public async Task Name_TheNewestStands_AndAClearIsAValueToo()
    {
        var id = await WriteAsync("hello");
        foreach (var name in new[] { "first", "second", null, "third" })
        {
            Clock.AdvanceMs(10);
            await Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = name });
            Assert.Equal(name, (await Store.ReadAsync(id)).Name);
        }
    }

    [Fact]
    public async Task Name_OfALineOfTheLog_CountsByItsTime()
    {
        await using var thread = await CreateAsync();
        await thread.UpdateMetadataAsync(new ThreadMetadataPatch { Name = "said" });
        Clock.AdvanceMs(10);
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.Utf8("""{"type":"thread_name_updated","thread_name":"written"}"""));

        Assert.Equal("written", (await Store.ReadAsync(thread.Id)).Name);
    }

    [Fact]
    public async Task Conformance30_PatchesOneByOne_AreTheirMergeAtOnce()
    {
        ThreadMetadataPatch[] patches =
        [
            new() { Name = "one", GitSha = "a", GitBranch = "main" },
            new() { GitSha = MetadataField.Clear, MemoryMode = "disabled" },
            new() { Name = MetadataField.Clear, GitOriginUrl = "https://example.com/r" },
            new() { GitBranch = "topic", MemoryMode = "enabled" },
        ];
        var (single, merged) = (await WriteAsync("hello"), await WriteAsync("hello"));
        foreach (var patch in patches)
        {
            await Store.UpdateMetadataAsync(single, patch);
        }

        await Store.UpdateMetadataAsync(merged, patches.Aggregate(static (earlier, later) => earlier.Merge(later)));

        await AssertExplicitAsync(single, null, "enabled", null, "topic", "https://example.com/r");
        await AssertExplicitAsync(merged, null, "enabled", null, "topic", "https://example.com/r");
    }

    [Fact]
    public async Task Update_OfThreadsAtOnce_LosesNone()
    {
        var ids = new List<ThreadId> { await WriteAsync("one"), await WriteAsync("two"), await WriteAsync("three") };
        await Patiently(Task.WhenAll(ids.Select(id => Task.Run(() => Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = $"name of {id}" })))));

        foreach (var id in ids)
        {
            Assert.Equal($"name of {id}", (await Store.ReadAsync(id)).Name);
        }
    }

    [Fact]
    public async Task Update_WithATokenThatIsCancelled_ChangesNothing_AndTheThreadIsFree()
    {
        var id = await WriteAsync("hello");
        var before = await Store.ReadAsync(id);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "late" }, cancelled));

        await using var thread = await Store.ResumeAsync(id);
        Assert.Equal(before, await Store.ReadAsync(id, thread.End));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => thread.UpdateMetadataAsync(new ThreadMetadataPatch { Name = "late" }, cancellationToken: cancelled));
        Assert.Equal(before, await Store.ReadAsync(id, thread.End));
    }

    private async Task AssertExplicitAsync(ThreadId id, string? name, string memoryMode, string? sha, string? branch, string? url)
    {
        var row = await Store.ReadAsync(id);
        Assert.Equal((name, memoryMode, sha, branch, url), (row.Name, row.MemoryMode, row.GitSha, row.GitBranch, row.GitOriginUrl));
    }
}
