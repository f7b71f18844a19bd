using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>The law: labels are set and removed one by one, survive everything, and a change that is not allowed changes none.</summary>
/// <inheritdoc/>
public abstract class LabelConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Fact]
    public async Task Labels_AreSetAndRemovedOneByOne_AndSurvive()
    {
        var id = await WriteAsync("hello");
        if (await IsRefusedAsync(id))
        {
            return;
        }

        Assert.Empty((await Store.ReadAsync(id)).Labels);
        await Store.UpdateMetadataAsync(id, Change(("team", "core"), ("state", "open"), ("empty", "")));
        await AssertLabelsAsync(id, ("empty", ""), ("state", "open"), ("team", "core"));

        await Store.UpdateMetadataAsync(id, Change(("state", "closed"), ("team", null), ("none", null)) with { Name = "a name" });
        await AssertLabelsAsync(id, ("empty", ""), ("state", "closed"));
        Assert.Equal("a name", (await Store.ReadAsync(id)).Name);

        await Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { MemoryMode = "disabled" });
        await ReopenAsync();
        await AssertLabelsAsync(id, ("empty", ""), ("state", "closed"));

        await Store.UpdateMetadataAsync(id, Change(("empty", null), ("state", null)));
        Assert.Empty((await Store.ReadAsync(id)).Labels);
    }

    [Fact]
    public async Task Labels_ThatAreNotAllowed_ChangeNothing()
    {
        var id = await WriteAsync("hello");
        if (await IsRefusedAsync(id))
        {
            return;
        }

        await Store.UpdateMetadataAsync(id, Change(("kept", "1")));
        ThreadMetadataPatch[] patches =
        [
            Change(("", "x")), Change((new string('k', 129), "x")), Change(("a\nb", "x")), Change(("k", new string('v', 4097))), Change(("\ud800", "x")), Change(("k", "\udc00")),
            Change([.. Enumerable.Range(0, 64).Select(static number => ($"k{number}", (string?)"x"))]),
            Change([.. Enumerable.Range(0, 5).Select(static number => ($"k{number}", (string?)new string('v', 4000)))]),
            Change(("", "x")) with { Name = "with a good name" },
        ];
        foreach (var patch in patches)
        {
            await Assert.ThrowsAsync<InvalidRequestException>(() => Store.UpdateMetadataAsync(id, patch));
        }

        await AssertLabelsAsync(id, ("kept", "1"));
        Assert.Null((await Store.ReadAsync(id)).Name);
    }

    [Fact]
    public async Task Labels_ChangedAtOnceFromSeveralTasks_AreAllThere()
    {
        var id = await WriteAsync("hello");
        if (await IsRefusedAsync(id))
        {
            return;
        }

        await using var thread = await Store.ResumeAsync(id);
        await Patiently(Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => thread.UpdateMetadataAsync(Change(($"k{number}", "x")))))));

        await AssertLabelsAsync(id, [.. Enumerable.Range(0, 8).Select(static number => ($"k{number}", "x"))]);
    }

    private static ThreadMetadataPatch Change(params (string Key, string? Value)[] labels) => new() { Labels = labels.ToDictionary(static label => label.Key, static label => label.Value) };

    private async Task AssertLabelsAsync(ThreadId id, params (string Key, string Value)[] labels) => Assert.Equal(
        labels.Select(static label => KeyValuePair.Create(label.Key, label.Value)),
        (await Store.ReadAsync(id)).Labels.OrderBy(static label => label.Key, System.StringComparer.Ordinal));

    private Task<bool> IsRefusedAsync(ThreadId id) => IsRefusedAsync(StoreFacets.Labels, () => Store.UpdateMetadataAsync(id, Change(("team", "core"))));
}
