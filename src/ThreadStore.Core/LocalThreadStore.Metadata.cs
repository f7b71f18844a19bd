using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Items;
using ThreadStore.Lifecycle;
using ThreadStore.Projection;
using ThreadStore.Tracing;

namespace ThreadStore;

/// <content>Explicit metadata of threads that are not live here.</content>
public partial class LocalThreadStore
{
    /// <summary>
    /// Journals explicit metadata of a thread, live here or not, archived or not, and waits until it is projected. A thread that is not live
    /// is opened for the one line and closed again; an archived one stays archived. Calls for one such thread follow each other.
    /// </summary>
    /// <param name="id">The thread.</param>
    /// <param name="patch">What to change: see <see cref="LiveThread.UpdateMetadataAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait, not the change. A change of labels that has not been written yet is given up.</param>
    /// <exception cref="ThreadNotFoundException">There is no rollout of that id.</exception>
    /// <exception cref="InvalidRequestException">The patch is not allowed, or the file is not a rollout.</exception>
    /// <exception cref="ConflictException">The file is another thread's.</exception>
    /// <exception cref="ThreadBusyException">Another process writes the thread.</exception>
    public async Task UpdateMetadataAsync(ThreadId id, ThreadMetadataPatch patch, CancellationToken cancellationToken = default)
    {
        MetadataRules.Check(patch);
        cancellationToken.ThrowIfCancellationRequested();
        if (FindLiveOfHost(id) is { } live)
        {
            await live.UpdateMetadataAsync(patch, null, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var turn = await TakeTurnAsync(id, cancellationToken).ConfigureAwait(false);
        if (FindLive(id) is { } resumed)
        {
            await resumed.UpdateMetadataAsync(patch, null, cancellationToken).ConfigureAwait(false);
            return;
        }

        var opened = Register(id, () => LiveThread.Resume(this, id, FindRollout(id), mayBeArchived: true));
        try
        {
            await opened.UpdateMetadataAsync(patch, null, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Not by its DisposeAsync: whoever has cancelled must not wait for the projection here.
            await opened.ShutdownAsync(sync: false, cancellationToken).ConfigureAwait(false);
        }
    }

    // Not one that another update has opened for its one line: it is closed as soon as that is projected.
    private LiveThread? FindLiveOfHost(ThreadId id)
    {
        lock (_lock)
        {
            CheckOpen();
            return _turns.ContainsKey(id) ? null : _live.GetValueOrDefault(id);
        }
    }

    /// <summary>
    /// Tells Codex the new name of a thread, in the file of names that it reads; its own log does not tell it. What fails here is left out:
    /// the name is in the log. The task ends when the index knows the line.
    /// </summary>
    /// <param name="id">The thread.</param>
    /// <param name="name">What was journaled; a clear is not told, as that file knows none.</param>
    /// <param name="at">Not later than the journal line, so that the log's own word stands.</param>
    internal Task MirrorName(ThreadId id, MetadataField name, DateTimeOffset at)
    {
        if (name.Value is not { } text)
        {
            return Task.CompletedTask;
        }

        if (!SessionIndexFile.TryAppend(Home, _locks, SessionIndexLine.Write(id, text, at)))
        {
            StoreMeter.RecordFault("session_index");
        }

        return _pipeline.Reconciler.LookAtNamesAsync();
    }
}
