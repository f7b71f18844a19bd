using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.History;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>A store on a place of its own for one test, and what tests do with it over and over.</summary>
/// <typeparam name="TBackend">Where the stores come from.</typeparam>
public abstract class StoreConformance<TBackend> : IAsyncLifetime
    where TBackend : StoreBackend, new()
{
    // Ends a test that would hang; a test that passes does not wait for it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private IThreadStore? _store;

    /// <summary>Where the test's stores come from.</summary>
    protected TBackend Backend { get; } = new();

    /// <summary>The clock by which lines are stamped.</summary>
    protected ConformanceClock Clock { get; } = new();

    /// <summary>The store under test.</summary>
    protected IThreadStore Store => _store ?? throw new InvalidOperationException("the test has not begun");

    /// <summary>Opens the store.</summary>
    public async Task InitializeAsync() => _store = await Backend.OpenAsync(Clock);

    /// <summary>Closes the store, and removes its place.</summary>
    public async Task DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        await Backend.DisposeAsync();
    }

    /// <summary>Closes the store and opens it again, as a new process would.</summary>
    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        _store = await Backend.OpenAsync(Clock);
    }

    /// <summary>Starts a thread; nothing of it is persisted yet.</summary>
    protected async Task<ILiveThread> CreateAsync(HistoryMode mode = HistoryMode.Paginated, string cwd = "/work") =>
        await Store.CreateAsync(new CreateThreadParams { Cwd = cwd, HistoryMode = mode });

    /// <summary>Starts a thread in which a user has said something, waits until it is listed, and shuts it down.</summary>
    protected async Task<ThreadId> WriteAsync(string message, CreateThreadParams? parameters = null)
    {
        await using var thread = await Store.CreateAsync(parameters ?? new CreateThreadParams { Cwd = "/work" });
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User(message, thread.HistoryMode));
        return thread.Id;
    }

    /// <summary>The thread's lines that tests know: those in which the store keeps metadata of its own are left out.</summary>
    protected async Task<List<HistoryEntry>> LinesAsync(ThreadId id, HistoryStart start = HistoryStart.Beginning)
    {
        var lines = new List<HistoryEntry>();
        await foreach (var line in Store.ReadHistoryAsync(id, start))
        {
            lines.Add(line);
        }

        lines.RemoveAll(static line => !line.Is(ItemType.SessionMeta) && !line.Is(ItemType.EventMsg) && !line.Is(ItemType.ResponseItem)
            && !line.Is(ItemType.TurnContext) && !line.Is(ItemType.Compacted));
        return lines;
    }

    /// <summary>The ids of a page.</summary>
    protected async Task<List<ThreadId>> ListAsync(ThreadListQuery query) => [.. (await Store.ListAsync(query)).Threads.Select(static row => row.Id)];

    /// <summary>Asserts that nobody knows of a thread.</summary>
    protected async Task AssertUnknownAsync(ThreadId id)
    {
        Assert.DoesNotContain(id, await ListAsync(new ThreadListQuery { IncludeHidden = true, Archive = ThreadArchiveFilter.Any }));
        await Assert.ThrowsAsync<ThreadNotFoundException>(async () => await Store.ReadAsync(id));
        await Assert.ThrowsAsync<ThreadNotFoundException>(async () => await Store.ResumeAsync(id));
    }

    /// <summary>
    /// True when the backend leaves the facet out, which this asserts that the verb says: then there is nothing else to test.
    /// </summary>
    protected async Task<bool> IsRefusedAsync(StoreFacets facet, Func<Task> verb)
    {
        if (!Backend.Unsupported.HasFlag(facet))
        {
            return false;
        }

        Assert.NotEmpty((await Assert.ThrowsAsync<UnsupportedException>(verb)).Operation);
        return true;
    }

    /// <summary>Waits for what must come to an end.</summary>
    protected static Task Patiently(Task task) => task.WaitAsync(s_patience);
}
