using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Conformance.InMemory;

/// <content>Archive, unarchive and delete.</content>
public sealed partial class InMemoryThreadStore
{
    /// <inheritdoc/>
    public Task ArchiveAsync(ThreadId id, CancellationToken cancellationToken = default) => MoveAsync(id, isArchiving: true, cancellationToken);

    /// <inheritdoc/>
    public Task UnarchiveAsync(ThreadId id, CancellationToken cancellationToken = default) => MoveAsync(id, isArchiving: false, cancellationToken);

    /// <inheritdoc/>
    public Task<DeleteReceipt> DeleteAsync(ThreadId id, DeleteThreadOptions options = DeleteThreadOptions.None, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_place.Gate)
        {
            CheckOpen();
            CheckHasNoWriter(id);
            Find(id);
            var forks = _place.Threads.Values.Where(thread => thread.Base == id).Select(static thread => thread.Id).ToList();
            if (forks.Count > 0 && !options.HasFlag(DeleteThreadOptions.EvenIfForked))
            {
                throw new ConflictException($"thread {id} cannot be deleted: its log is continued by {string.Join(", ", forks)}");
            }

            _place.Threads.Remove(id);
            return Task.FromResult(new DeleteReceipt { Thread = id, IsDone = true, Files = [], NameLines = 0, HadRow = true, Forks = forks });
        }
    }

    private Task MoveAsync(ThreadId id, bool isArchiving, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_place.Gate)
        {
            CheckOpen();
            CheckHasNoWriter(id);
            var thread = Find(id);
            if (thread.IsArchived == isArchiving)
            {
                throw new InvalidRequestException($"thread {id} is {(isArchiving ? "" : "not ")}archived");
            }

            thread.ArchivedAtMs = isArchiving ? _clock.GetUtcNow().ToUnixTimeMilliseconds() : null;
            return Task.CompletedTask;
        }
    }
}
