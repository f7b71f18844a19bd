using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;

namespace ThreadStore;

/// <content>Having a thread for oneself without a live handle: what archive, unarchive and delete need.</content>
public partial class LocalThreadStore
{
    // _lock: the threads that a verb has for itself without a live handle of the host, and the ends of these verbs.
    private readonly Dictionary<ThreadId, Task> _turns = [];

    // Verbs of this process on one thread follow each other; that there is a live handle for the moment is nothing that a host has to know.
    private async ValueTask<VerbTurn> TakeTurnAsync(ThreadId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task? before;
            lock (_lock)
            {
                CheckOpen();
                if (!_turns.TryGetValue(id, out before))
                {
                    var turn = new VerbTurn(this, id);
                    _turns.Add(id, turn.Ended);
                    return turn;
                }
            }

            await before.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class VerbTurn(LocalThreadStore store, ThreadId id) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Ended => _ended.Task;

        public void Dispose()
        {
            lock (store._lock)
            {
                store._turns.Remove(id);
            }

            _ended.SetResult();
        }
    }

    // The id is taken as by a live handle, and the writer lock as by any writer: nobody here or elsewhere opens the thread meanwhile.
    private ThreadHold Hold(ThreadId id)
    {
        lock (_lock)
        {
            CheckOpen();
            if (!_live.TryAdd(id, null))
            {
                throw new InvalidRequestException($"thread {id} is live in this process: shut it down first");
            }
        }

        try
        {
            return new ThreadHold(this, AcquireWriterLock(id));
        }
        catch
        {
            Unhold(id);
            throw;
        }
    }

    private void Unhold(ThreadId id)
    {
        lock (_lock)
        {
            _live.Remove(id);
        }
    }

    // Once the row is where the log ends, nobody needs the mark; who holds the thread by now keeps the file.
    private void RemoveMark(ThreadId id) => TryAcquireWriterLock(id)?.Release(unlink: true);

    private sealed class ThreadHold(LocalThreadStore store, WriterLock writer) : IDisposable
    {
        /// <summary>The lock file goes with the hold: nothing was done, or nothing is left to be recovered.</summary>
        internal bool MustUnlink { get; set; } = writer.IsNew;

        public void Dispose()
        {
            writer.Release(MustUnlink);
            store.Unhold(writer.Id);
        }
    }
}
