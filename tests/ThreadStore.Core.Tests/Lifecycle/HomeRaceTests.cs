using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Search;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Lifecycle;

/// <summary>
/// Two processes do everything that a store can do on one home at once, on the same threads: each verb ends, or is refused by a typed
/// error; then both list the same threads, the index is what a rebuild gives, and every line whose append was acknowledged stands in the
/// log of its thread, if nobody deleted that. Seen to fail: with writer locks that are shared.
/// </summary>
public sealed class HomeRaceTests : IDisposable
{
    private const int Verbs = 25;

    private readonly string _home = Directory.CreateTempSubdirectory("threadstore-race-").FullName;
    private readonly ConcurrentDictionary<ThreadId, ConcurrentQueue<string>> _said = new();
    private readonly ConcurrentDictionary<ThreadId, bool> _deleted = new();

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task EveryVerb_ByTwoProcessesOnOneHome_Agrees(int seed)
    {
        var options = new ThreadStoreOptions { Home = _home, RefreshInterval = Timeout.InfiniteTimeSpan };
        var first = LocalThreadStore.Open(options);
        var second = LocalThreadStore.Open(options, new StoreSeams { IsSecondProcess = true });
        await CreateAsync(first, "the first of all");
        using var start = new Barrier(4);

        await Guard.Task(Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() => WorkAsync(worker % 2 == 0 ? first : second, start, (seed * 4) + worker)))));

        await RefreshAllAsync(first);
        await RefreshAllAsync(second);
        Assert.Equal(Listed(first), Listed(second));
        Assert.Equal(_said.Keys.Where(id => !_deleted.ContainsKey(id)).Order(), Listed(first));
        foreach (var id in Listed(first))
        {
            Assert.Equal(_said[id].Order(StringComparer.Ordinal), Told(second, id).Order(StringComparer.Ordinal));
        }

        await second.DisposeAsync();
        await first.DisposeAsync();
        Assert.Empty(await LocalThreadStore.VerifyAsync(options));
    }

    private async Task WorkAsync(LocalThreadStore store, Barrier start, int seed)
    {
        var random = new Random(seed);
        start.SignalAndWait();
        for (var verb = 0; verb < Verbs; verb++)
        {
            var known = _said.Keys.ToArray();
            var id = known[random.Next(known.Length)];
            try
            {
                await DoAsync(store, random, id, $"{seed}.{verb}");
            }
            catch (ThreadStoreException refused) when (refused is not StorageFaultException)
            {
                // Somebody else has it, moved it or deleted it.
            }
        }
    }

    private async Task DoAsync(LocalThreadStore store, Random random, ThreadId id, string text)
    {
        switch (random.Next(12))
        {
            case 0:
                await CreateAsync(store, text);
                break;
            case 1:
            case 2:
            case 3:
                await using (var thread = store.Resume(id))
                {
                    thread.AppendUser(text);
                    _said[id].Enqueue(text);
                }

                break;
            case 4:
                await store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = text });
                break;
            case 5:
                await store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Labels = new Dictionary<string, string?> { [$"k{random.Next(4)}"] = text } });
                break;
            case 6:
                await store.ArchiveAsync(id);
                break;
            case 7:
                await store.UnarchiveAsync(id);
                break;
            case 8 when random.Next(3) == 0:
                await store.DeleteAsync(id);
                _deleted[id] = true;
                break;
            case 9:
                await ForkAsync(store, id, text);
                break;
            case 10:
                await foreach (var hit in store.SearchAsync(new SearchQuery { Term = "first", Archive = ThreadArchiveFilter.Any }))
                {
                    Assert.Contains("first", hit.Snippet, StringComparison.Ordinal);
                }

                break;
            default:
                _ = store.List(new ThreadListQuery { Archive = ThreadArchiveFilter.Any, Ascending = true });
                _ = store.ListTurns(new TurnListQuery { Thread = id });
                break;
        }
    }

    private async Task CreateAsync(LocalThreadStore store, string text)
    {
        await using var thread = store.Create(new CreateThreadParams { Cwd = "/work" });
        thread.AppendUser(text);
        _said[thread.Id] = new ConcurrentQueue<string>([text]);
    }

    // What a fork tells is its parent's prefix and its own: how much of the parent that is, its first look says.
    private async Task ForkAsync(LocalThreadStore store, ThreadId parent, string text)
    {
        await using var fork = store.Fork(parent);
        var told = Told(store, fork.Id);
        fork.AppendUser(text);
        _said[fork.Id] = new ConcurrentQueue<string>([.. told, text]);
    }

    private static List<string> Told(LocalThreadStore store, ThreadId id)
    {
        var told = new List<string>();
        using var history = store.ReadHistory(id);
        while (history.Read(out var line))
        {
            if (line.Is(ItemType.EventMsg))
            {
                var payload = System.Text.Encoding.UTF8.GetString(line.Payload);
                var from = payload.IndexOf("\"text\":\"", StringComparison.Ordinal) + 8;
                told.Add(payload[from..payload.IndexOf('"', from)]);
            }
        }

        return told;
    }

    private static async Task RefreshAllAsync(LocalThreadStore store) => await store.RefreshAsync(Listed(store));

    private static List<ThreadId> Listed(LocalThreadStore store) =>
        [.. store.List(new ThreadListQuery { Archive = ThreadArchiveFilter.Any, IncludeHidden = true, PageSize = ThreadListQuery.MaxPageSize }).Threads.Select(static row => row.Id).Order()];
}
