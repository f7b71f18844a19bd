using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Lifecycle;

/// <summary>
/// A line holds the whole map, the newest line is the fact, and a change leaves alone what it does not name: whoever makes it, and
/// however many at once. Seen to fail: with changes that do not wait for each other, with the map read before the flush, and with the map of
/// a row that is not where the flush was.
/// </summary>
public sealed class LabelTests
{
    [Fact]
    public async Task Update_OfLabels_SetsRemovesAndLeavesTheOthers()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        home.StartThreads();

        await Set(thread, ("b", "2"), ("a", "1"), ("gone", "x"));
        await Set(thread, ("gone", null), ("a", "3"), ("never", null));

        Assert.Equal("a=3 b=2", Labels(home, thread.Id));
        Assert.Contains("""
            "labels":{"a":"3","b":"2"}
            """, home.Lines(thread.Id)[^1], StringComparison.Ordinal);
        await Set(thread, ("a", null), ("b", null));
        Assert.Equal("", Labels(home, thread.Id));
        Assert.Contains("\"labels\":{}", home.Lines(thread.Id)[^1], StringComparison.Ordinal);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Update_OfLabels_IsNoActivity()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var updatedAt = home.Row(thread.Id)!.UpdatedAtMs;
        home.Clock.AdvanceMs(60_000);
        home.StartThreads();

        await Set(thread, ("a", "1"));

        Assert.Equal(updatedAt, home.Row(thread.Id)!.UpdatedAtMs);
    }

    [Fact]
    public async Task Updates_OfLabelsAtOnce_LoseNone()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        home.StartThreads();

        await Guard.Task(Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Set(thread, ($"k{i:00}", $"{i}"))))));

        Assert.Equal(string.Join(' ', Enumerable.Range(0, 20).Select(static i => $"k{i:00}={i}")), Labels(home, thread.Id));
    }

    [Fact]
    public async Task Update_OfLabels_StartsFromWhatAnotherProgramWrote()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        EngineHome.AppendForeign(thread, Encoding.UTF8.GetBytes(
            """{"timestamp":"2026-11-21T06:09:00.000Z","type":"threadstore_metadata","payload":{"v":1,"thread_id":"@","labels":{"theirs":"1"}}}"""
                .Replace("@", thread.Id.ToString(), StringComparison.Ordinal) + "\n"));
        home.StartThreads();

        await Set(thread, ("ours", "2"));

        Assert.Equal("ours=2 theirs=1", Labels(home, thread.Id));
    }

    [Fact]
    public async Task Update_OfLabelsOfADormantThread_StartsFromWhatAnotherProcessWrote()
    {
        await using var home = new EngineHome { DescriptorBudget = 2 };
        var thread = home.Create("first");
        home.Create("makes the other dormant");
        Assert.False(thread.IsOpenHint);
        home.StartThreads();
        var second = home.OpenSecond();
        second.Projector.Start();
        second.Pipeline.CatchUp.Start(workers: 1);
        await Guard.Task(second.UpdateMetadataAsync(thread.Id, Change(("theirs", "1"))));
        await second.DisposeAsync();

        await Set(thread, ("ours", "2"));

        Assert.Equal("ours=2 theirs=1", Labels(home, thread.Id));
    }

    // What was projected before is not in the new file, and this process has not looked yet.
    [Fact]
    public async Task Update_OfLabelsWhileAnotherProcessRebuildsTheIndex_KeepsTheOnesBefore()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        await home.Run(thread.UpdateMetadataAsync(Change(("a", "1"))));
        var second = home.OpenSecond();
        var rebuild = second.RebuildAsync();
        second.Projector.Step();
        Assert.Null(home.Row(thread.Id));

        await home.Run(thread.UpdateMetadataAsync(Change(("b", "2"))));

        Assert.Equal("a=1 b=2", Labels(home, thread.Id));
        await VerbHome.Run(second, rebuild);
        await second.DisposeAsync();
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Update_OfLabelsOfALazyThread_MaterialisesIt()
    {
        await using var home = new EngineHome();
        var thread = home.Create();
        home.StartThreads();

        await Set(thread, ("a", "1"));

        Assert.Equal("a=1", Labels(home, thread.Id));
        Assert.Equal(2, home.Lines(thread.Id).Count);
    }

    [Fact]
    public async Task Update_OfLabelsCancelledWhileItWaits_WritesNothingAndHoldsNobodyUp()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        thread.AppendUser("keeps the flush waiting");
        using var cancellation = new CancellationTokenSource();
        var first = thread.UpdateMetadataAsync(Change(("a", "1")));
        var cancelled = thread.UpdateMetadataAsync(Change(("b", "2")), null, cancellation.Token);
        var last = thread.UpdateMetadataAsync(Change(("c", "3")));

        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Guard.Task(cancelled));
        home.StartThreads();
        await Guard.Task(Task.WhenAll(first, last));

        Assert.Equal("a=1 c=3", Labels(home, thread.Id));
    }

    [Theory]
    [MemberData(nameof(BadLabels))]
    public async Task Update_OfLabelsThatAreNotAllowed_IsRefusedAndWritesNothing(string key, string? value)
    {
        // Half a character does not survive the way of a theory's data.
        (key, value) = (key.Replace('#', '\ud800'), value?.Replace('#', '\ud800'));
        await using var home = new EngineHome();
        var thread = home.Create("first");
        var lines = home.Lines(thread.Id).Count;

        await Assert.ThrowsAsync<InvalidRequestException>(() => Guard.Task(thread.UpdateMetadataAsync(Change((key, value)))));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Guard.Task(home.Store.UpdateMetadataAsync(thread.Id, Change((key, value)))));

        Assert.Equal(lines, home.Lines(thread.Id).Count);
    }

    public static TheoryData<string, string?> BadLabels() => new()
    {
        { "", "1" },
        { "line\n", "1" },
        { "\u0085", null },
        { "lone #", "1" },
        { new string('k', 127) + "é", "1" },
        { "a", "lone #" },
        { "a", new string('v', 4095) + "é" },
    };

    [Fact]
    public async Task Update_OfTooManyLabels_IsRefusedAndLeavesTheOnesBefore()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        home.StartThreads();
        await Set(thread, [.. Enumerable.Range(0, 64).Select(static i => ($"k{i}", (string?)"v"))]);
        var lines = home.Lines(thread.Id).Count;

        await Assert.ThrowsAsync<InvalidRequestException>(() => Set(thread, ("one more", "v")));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Set(thread, [.. Enumerable.Range(0, 5).Select(static i => ($"k{i}", (string?)new string('v', 4000)))]));

        Assert.Equal((64, lines), (home.Row(thread.Id)!.Labels.Count, home.Lines(thread.Id).Count));
        await Set(thread, ("one more", "v"), ("k0", null));
    }

    [Fact]
    public async Task Update_OfTheLargestLabelsAllowed_IsTaken()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        home.StartThreads();
        var key = new string('k', 126) + "é";

        await Set(thread, (key, new string('v', 4094) + "é"));

        Assert.Equal(4096, Encoding.UTF8.GetByteCount(home.Row(thread.Id)!.Labels[key]));
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Update_OfLabelsThatTheCallerChangesMeanwhile_TakesThemAsTheyWere()
    {
        await using var home = new EngineHome();
        var thread = home.Create("first");
        thread.AppendUser("keeps the flush waiting");
        var labels = new Dictionary<string, string?> { ["a"] = "1" };
        var update = thread.UpdateMetadataAsync(new ThreadMetadataPatch { Labels = labels });
        labels["b"] = "2";
        home.StartThreads();
        await Guard.Task(update);

        Assert.Equal("a=1", Labels(home, thread.Id));
    }

    private static ThreadMetadataPatch Change(params (string Key, string? Value)[] labels) =>
        new() { Labels = labels.ToDictionary(static label => label.Key, static label => label.Value) };

    private static Task Set(LiveThread thread, params (string Key, string? Value)[] labels) => Guard.Task(thread.UpdateMetadataAsync(Change(labels)));

    private static string Labels(EngineHome home, ThreadId id) => string.Join(' ', home.Row(id)!.Labels.Select(static label => string.Create(CultureInfo.InvariantCulture, $"{label.Key}={label.Value}")));
}
