using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Items;

namespace ThreadStore;

/// <content>Explicit metadata: journal lines.</content>
public sealed partial class LiveThread
{
    // the gate: ends when the newest change of labels has been appended. A change starts from what the one before it made.
    private Task _labelChange = Task.CompletedTask;

    /// <summary>Journals explicit metadata into the thread's log and waits until it is projected, after all facts before it.</summary>
    /// <param name="patch">
    /// What to change. A name must not be blank; memory mode is <c>enabled</c> or <c>disabled</c>. A change of labels first waits until
    /// what was accepted before it is projected, and changes of labels follow each other.
    /// </param>
    /// <param name="durability">What must have happened to the journal line besides; the store's default when null.</param>
    /// <param name="cancellationToken">Cancelled before the change is written it ends the call, after that only the wait.</param>
    /// <exception cref="InvalidRequestException">The patch is empty, one of its values is not allowed, or the thread would have too many labels.</exception>
    /// <inheritdoc cref="FlushAsync" path="/exception"/>
    public Task UpdateMetadataAsync(ThreadMetadataPatch patch, Durability? durability = null, CancellationToken cancellationToken = default)
    {
        MetadataRules.Check(patch);
        CheckProjection(patch);
        cancellationToken.ThrowIfCancellationRequested();
        if (patch.Labels is { Count: > 0 } labels)
        {
            // The caller's own: it may change while we wait.
            return UpdateLabelsAsync(patch with { Labels = new Dictionary<string, string?>(labels, StringComparer.Ordinal) }, durability, cancellationToken);
        }

        return Journal(patch, MetadataJson.WriteJournal(Id, patch), durability, cancellationToken);
    }

    // A new name is also told to Codex, after the line: its own word would be the newer one otherwise.
    private Task Journal(ThreadMetadataPatch patch, byte[] payload, Durability? durability, CancellationToken cancellationToken)
    {
        var at = _clock.GetUtcNow();
        Append(ItemType.ThreadStoreMetadata, payload, durability);
        var mirrored = _store.MirrorName(Id, patch.Name, at);
        var flushed = FlushAsync(sync: false, cancellationToken);
        return mirrored.IsCompleted ? flushed : Task.WhenAll(flushed, mirrored.WaitAsync(cancellationToken));
    }

    // A journal line holds the whole map, so that the newest line is the fact: 1. what stands is projected, 2. read, 3. changed and written,
    // and nobody else changes it in between.
    private async Task UpdateLabelsAsync(ThreadMetadataPatch patch, Durability? durability, CancellationToken cancellationToken)
    {
        var change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_gate)
        {
            before = _labelChange;
            _labelChange = change.Task;
        }

        try
        {
            await before.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Whoever comes after us waits for the one before.
            _ = before.ContinueWith(_ => change.SetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        Task projected;
        try
        {
            KeepOpen();
            try
            {
                var labels = ThreadLabels.Apply(await ReadLabelsAsync(cancellationToken).ConfigureAwait(false), patch.Labels!);
                cancellationToken.ThrowIfCancellationRequested();
                projected = Journal(patch, MetadataJson.WriteJournal(Id, patch, labels), durability, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _syncs);
            }
        }
        finally
        {
            change.SetResult();
        }

        await projected.ConfigureAwait(false);
    }

    // All that was accepted, as the index has it: the map is written anew, so that a row which does not know of a label would end it.
    private async Task<IReadOnlyDictionary<string, string>> ReadLabelsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var position = RaiseBarrier(materialise: false, wake: false, out _);
            if (position == 0)
            {
                // Lazy.
                return ThreadLabels.None;
            }

            await WaitAsync(position, sync: null, cancellationToken).ConfigureAwait(false);
            if (_store.TryReadLabels(Id, position) is { } labels)
            {
                return labels;
            }

            // Somebody has replaced the index, and what was committed is not in the new file yet.
            _projected.ResetCommitted();
            _projected.MarkDirty();
        }
    }

    // A dormant thread is taken up again: from here on nobody else writes its log, and what others wrote is seen by the flush.
    private void KeepOpen()
    {
        lock (_gate)
        {
            switch (_state)
            {
                case State.Dead:
                    throw DeadHandle();
                case State.Dormant:
                    OpenLogLocked();
                    break;
                default:
                    break;
            }

            Interlocked.Increment(ref _syncs);
        }
    }

    // What nobody would project is no fact.
    private void CheckProjection(ThreadMetadataPatch patch)
    {
        var host = _projector.Deltas.Projection.Host?.Schema.Name;
        if (patch.Facts is { } facts && facts.Projection != host)
        {
            throw new InvalidRequestException($"the store has no projection {facts.Projection}");
        }
    }
}
