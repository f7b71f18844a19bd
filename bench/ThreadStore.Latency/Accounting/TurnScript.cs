using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using ThreadStore.History;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Accounting;

/// <summary>A turn that the real Codex wrote, with the times at which it wrote each line.</summary>
internal sealed class TurnScript
{
    private readonly List<(TimeSpan At, RolloutItem Item)> _lines = [];
    private readonly byte[] _id;

    /// <summary>Reads the one that lies beside the program.</summary>
    public TurnScript()
    {
        using var reader = HistoryReader.Open(Path.Combine(AppContext.BaseDirectory, "turn-of-19-lines.jsonl"));
        DateTimeOffset? start = null;
        while (reader.Read(out var line))
        {
            start ??= line.Timestamp;
            var item = new RolloutItem(ItemType.FromName(Encoding.ASCII.GetString(line.TypeName)), line.Payload.ToArray(), line.Metadata.ToArray());
            _lines.Add((line.Timestamp!.Value - start!.Value, item));
        }

        if (_lines.Count != Lines || reader.BadLines != 0)
        {
            throw new WrongAnswerException($"the turn has {_lines.Count} lines, not {Lines}");
        }

        using var meta = JsonDocument.Parse(_lines[0].Item.Payload);
        _id = Encoding.ASCII.GetBytes(meta.RootElement.GetProperty("id").GetString()!);
    }

    /// <summary>How many lines it has, the thread's <c>session_meta</c> included.</summary>
    public static int Lines => 19;

    /// <summary>A new thread of the script's settings; nothing is written yet.</summary>
    public LiveThread Begin(LocalThreadStore store)
    {
        var id = ThreadId.New(TimeProvider.System);
        return store.Create(new CreateThreadParams { SessionMeta = WithId(_lines[0].Item, id), CreatedAt = DateTimeOffset.UtcNow });
    }

    /// <summary>Appends what follows the first line, each line as long after the first as it was.</summary>
    public void Play(LiveThread thread)
    {
        var start = Stopwatch.GetTimestamp();
        Play(thread, at =>
        {
            if (at - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left)
            {
                Thread.Sleep(left);
            }
        });
    }

    /// <summary>Appends what follows the first line.</summary>
    /// <param name="thread">Where to.</param>
    /// <param name="waitUntil">Returns when that much time has gone by since the first line.</param>
    internal void Play(LiveThread thread, Action<TimeSpan> waitUntil)
    {
        foreach (var (at, item) in _lines[1..])
        {
            waitUntil(at);
            _ = thread.Append([WithId(item, thread.Id)], Durability.Written);
        }
    }

    // Same length, so that everything else stays as it was.
    private RolloutItem WithId(in RolloutItem item, ThreadId id)
    {
        var payload = item.Payload.ToArray();
        var text = Encoding.ASCII.GetBytes(id.ToString());
        for (int at, from = 0; (at = payload.AsSpan(from).IndexOf(_id)) >= 0; from += at + text.Length)
        {
            text.CopyTo(payload, from + at);
        }

        return new RolloutItem(item.Type, payload, item.Metadata);
    }
}
