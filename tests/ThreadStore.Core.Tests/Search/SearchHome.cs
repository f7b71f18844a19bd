using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.TestKit;

namespace ThreadStore.Search;

/// <summary>A home of rollouts that were written by hand, on a scripted device, and searches of it.</summary>
internal sealed class SearchHome : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("threadstore-search-").FullName;
    private LocalThreadStore? _store;

    public ScriptedLogDevice Device { get; } = new();

    public LogHome Log => new(_directory, new ScriptedClock(), Device);

    public string Path => _directory;

    public LocalThreadStore Store => _store ??= LocalThreadStore.Open(
        new ThreadStoreOptions { Home = _directory, RefreshInterval = Timeout.InfiniteTimeSpan }, new StoreSeams { Device = Device, IsSecondProcess = true });

    public static ThreadId Id(int number) => ThreadId.Parse($"01a1fcb8-2b72-7833-a595-{number:x12}");

    /// <summary>Puts a rollout of these lines into the collection, with its session_meta before them; days count from 1.</summary>
    public string Put(int number, string lines, int day = 21, bool isArchived = false, bool isCompressed = false) =>
        PutBytes(number, Lines.Utf8(Meta(Id(number)) + lines), day, isArchived, isCompressed);

    public string PutBytes(int number, byte[] bytes, int day = 21, bool isArchived = false, bool isCompressed = false)
    {
        var path = PathOf(number, day, isArchived) + (isCompressed ? ".zst" : "");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string PathOf(int number, int day = 21, bool isArchived = false) => System.IO.Path.Combine(
        _directory, isArchived ? "archived_sessions" : $"sessions/2026/11/{day:00}", $"rollout-2026-11-{day:00}T06-08-10-{Id(number)}.jsonl");

    public static string Meta(ThreadId id) => Lines.Text(0, "session_meta", $$"""{"id":"{{id}}","base_instructions":{"text":"hidden instructions"},"history_mode":"paginated"}""");

    /// <summary>What an agent said, spelled as JSON by the caller.</summary>
    public static string Said(string spelled) => Lines.Text(1, "event_msg", $$"""{"type":"agent_message","message":"{{spelled}}"}""");

    public List<SearchHit> Find(string term) => Find(new SearchQuery { Term = term, MaxHitsPerThread = int.MaxValue });

    /// <summary>Searches without a store.</summary>
    public List<SearchHit> Find(SearchQuery query, int chunkBytes = RolloutScan.ChunkBytes, int workers = 2) =>
        Guard.Task(Collect(new ContentSearch(Log, query, static () => { }, static _ => null) { ChunkBytes = chunkBytes, Workers = workers }.RunAsync(default))).Result;

    public Task<List<SearchHit>> FindByStoreAsync(SearchQuery query) => Guard.Task(Collect(Store.SearchAsync(query)));

    public static async Task<List<SearchHit>> Collect(IAsyncEnumerable<SearchHit> hits)
    {
        var found = new List<SearchHit>();
        await foreach (var hit in hits)
        {
            found.Add(hit);
        }

        return [.. found.OrderBy(static hit => hit.Thread).ThenBy(static hit => hit.Offset)];
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await Guard.Task(_store.DisposeAsync().AsTask());
        }

        Directory.Delete(_directory, recursive: true);
    }
}
