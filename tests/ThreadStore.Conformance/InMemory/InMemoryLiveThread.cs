using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Conformance.InMemory;

/// <summary>The writer of a thread in memory.</summary>
internal sealed class InMemoryLiveThread : ILiveThread
{
    private readonly MemoryThread _thread;
    private IReadOnlyList<RolloutItem> _first;
    private bool _isDead;

    internal InMemoryLiveThread(InMemoryThreadStore store, MemoryThread thread, HistoryMode mode, IReadOnlyList<RolloutItem> first)
    {
        Store = store;
        _thread = thread;
        _first = first;
        HistoryMode = mode;
    }

    internal InMemoryThreadStore Store { get; }

    /// <inheritdoc/>
    public ThreadId Id => _thread.Id;

    /// <inheritdoc/>
    public HistoryMode HistoryMode { get; }

    /// <inheritdoc/>
    public Position End
    {
        get
        {
            lock (Store.Place.Gate)
            {
                return _thread.End;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<Position> AppendAsync(ItemType type, ReadOnlyMemory<byte> payload, Durability? durability = null, CancellationToken cancellationToken = default)
    {
        MemoryPolicy.Check(type, payload);
        return AppendAsync(new[] { new RolloutItem(type, payload) }, durability, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Position> AppendAsync(ReadOnlyMemory<RolloutItem> items, Durability? durability = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var item in items.Span)
        {
            MemoryPolicy.Check(item.Type, item.Payload);
        }

        lock (Store.Place.Gate)
        {
            CheckAlive();
            var kept = items.ToArray().Where(item => item.IsFromLog || MemoryPolicy.IsKept(item.Type, item.Payload, HistoryMode)).ToList();
            if (kept.Count > 0)
            {
                MaterialiseLocked();
                kept.ForEach(item => AddLocked(item));
            }

            return new ValueTask<Position>(_thread.End);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Position> AppendAndFlushAsync(
        ItemType type, ReadOnlyMemory<byte> payload, Durability? durability = null, CancellationToken cancellationToken = default) =>
        AppendAsync(type, payload, durability, cancellationToken);

    /// <inheritdoc/>
    public Task FlushAsync(bool sync = false, CancellationToken cancellationToken = default)
    {
        lock (Store.Place.Gate)
        {
            CheckAlive();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task PersistAsync(bool sync = false, CancellationToken cancellationToken = default)
    {
        lock (Store.Place.Gate)
        {
            CheckAlive();
            MaterialiseLocked();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task UpdateMetadataAsync(ThreadMetadataPatch patch, Durability? durability = null, CancellationToken cancellationToken = default)
    {
        PatchRules.Check(patch);
        cancellationToken.ThrowIfCancellationRequested();
        lock (Store.Place.Gate)
        {
            CheckAlive();
            PatchRules.CheckLabels(Store.RowOf(_thread).Labels, patch.Labels ?? ReadOnlyDictionary<string, string?>.Empty);
            MaterialiseLocked();
            AddLocked(new RolloutItem(ItemType.FromName(MemoryLine.JournalType), PatchRules.ToJson(patch)));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ShutdownAsync(bool sync = false, CancellationToken cancellationToken = default)
    {
        lock (Store.Place.Gate)
        {
            EndLocked();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<int> DiscardAsync()
    {
        lock (Store.Place.Gate)
        {
            EndLocked();
        }

        // Nothing is ever buffered.
        return Task.FromResult(0);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(ShutdownAsync());

    internal void EndLocked()
    {
        if (!_isDead)
        {
            _isDead = true;
            Store.Place.Writers.Remove(Id);
        }
    }

    /// <summary>Makes the thread one that is there, with its first lines. Under the gate.</summary>
    internal void MaterialiseLocked()
    {
        if (_first.Count > 0)
        {
            Store.Place.Threads.Add(Id, _thread);
            foreach (var item in _first)
            {
                AddLocked(item);
            }

            _first = [];
        }
    }

    // Times never run backwards within a handle; legacy and journal lines have no number. What comes from a log keeps both.
    private void AddLocked(RolloutItem item)
    {
        var now = Math.Max(Store.Clock.GetUtcNow().ToUnixTimeMilliseconds(), _thread.Lines.Max(static line => line.TimestampMs) ?? long.MinValue);
        var isNumbered = HistoryMode is HistoryMode.Paginated && item.Type.Name != MemoryLine.JournalType;
        var next = (Store.History(_thread).Max(static one => one.Line.Ordinal) ?? -1) + 1;
        _thread.Lines.Add(new MemoryLine(
            item.Type.Name,
            item.KeptTimestamp?.ToUnixTimeMilliseconds() ?? now,
            isNumbered ? item.KeptOrdinal ?? next : null,
            item.Payload.ToArray(),
            item.Metadata.ToArray()));
    }

    private void CheckAlive()
    {
        if (_isDead)
        {
            throw new ThreadNotFoundException(Id, $"thread {Id} has no live writer: the handle was shut down or discarded");
        }
    }
}
