using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.History;

/// <summary>Logs by hand in a home of their own, and what the lists say of them; each list with and without an offset index.</summary>
internal sealed class HistoryHome : IDisposable
{
    private readonly TempHome _home = new();

    public LogHome Log => _home.Log;

    public ScriptedLogDevice Device => _home.Device;

    public string Directory => _home.Directory;

    /// <summary>Logs longer than that get an offset index.</summary>
    public long Threshold { get; set; } = OffsetMaps.DefaultFileThreshold;

    /// <summary>So much of a log's end is read before its index is asked for.</summary>
    public long EndBytes { get; set; } = OffsetMaps.DefaultEndBytes;

    public OffsetMaps Maps => new(Log, Threshold, EndBytes);

    /// <summary>Writes a log where Codex would; its thread is that of its first line.</summary>
    public ThreadId Put(IEnumerable<string> lines, bool isArchived = false)
    {
        var text = string.Concat(lines.Select(static line => line + "\n"));
        var id = ThreadId.Parse((string)JsonNode.Parse(text[..text.IndexOf('\n', StringComparison.Ordinal)])!["payload"]!["id"]!);
        Put(id, text, isArchived);
        return id;
    }

    public string Put(ThreadId id, string text, bool isArchived = false)
    {
        var path = PathOf(id, isArchived);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string PathOf(ThreadId id, bool isArchived = false) =>
        Path.Combine(_home.Directory, isArchived ? "archived_sessions" : "sessions/2026/11/21", $"rollout-2026-11-21T06-08-10-{id}.jsonl");

    public LogChain Open(ThreadId id) => LogChain.Open(Log, Log.Layout.Find(id) ?? throw new ThreadNotFoundException(id), Log.Layout.Find);

    public TurnPage Turns(TurnListQuery query, bool isWritten = false)
    {
        using var chain = Open(query.Thread);
        return TurnPager.List(chain, Maps, query, isWritten);
    }

    public ItemPage Items(ItemListQuery query)
    {
        using var chain = Open(query.Thread);
        return ItemPager.List(chain, Maps, query);
    }

    /// <summary>All turns, page by page.</summary>
    public List<ThreadTurn> AllTurns(TurnListQuery query)
    {
        var all = new List<ThreadTurn>();
        for (var next = query; ;)
        {
            var page = Turns(next);
            Assert.True(all.Count < 100_000, "the pages go round in a circle");
            all.AddRange(page.Turns);
            if (page.NextCursor is null)
            {
                return all;
            }

            next = next with { Cursor = page.NextCursor };
        }
    }

    /// <summary>All items, page by page.</summary>
    public List<ThreadItem> AllItems(ItemListQuery query)
    {
        var all = new List<ThreadItem>();
        for (var next = query; ;)
        {
            var page = Items(next);
            Assert.True(all.Count < 100_000, "the pages go round in a circle");
            all.AddRange(page.Items);
            if (page.NextCursor is null)
            {
                return all;
            }

            next = next with { Cursor = page.NextCursor };
        }
    }

    public void Dispose() => _home.Dispose();
}
