using System;
using ThreadStore.Log;

namespace ThreadStore;

/// <content>Having a thread for oneself without a live handle: what archive, unarchive and delete need.</content>
public partial class LocalThreadStore
{
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
