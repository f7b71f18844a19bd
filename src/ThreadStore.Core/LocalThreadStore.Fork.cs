using System;
using ThreadStore.Lifecycle;
using ThreadStore.Log;

namespace ThreadStore;

/// <content>Fork.</content>
public partial class LocalThreadStore
{
    /// <summary>
    /// Starts a thread that goes on from a point of another one. The fork of a paginated thread names the prefix that it continues and goes
    /// on with its numbers; that of a legacy thread is a copy. Its rollout is there when the call returns. The parent may be live here or
    /// elsewhere, archived, or a fork itself; it is not changed.
    /// </summary>
    /// <param name="parent">The thread that is forked.</param>
    /// <param name="parameters">Where the fork begins, and where it differs; null: at the parent's end, as the parent.</param>
    /// <exception cref="ThreadNotFoundException">There is no rollout of the parent.</exception>
    /// <exception cref="InvalidRequestException">The point is not the end of a line, there is no such turn or it has not ended, or a parameter is out of its range.</exception>
    /// <exception cref="ConflictException">A rollout of the fork's id exists, or the file is another thread's.</exception>
    /// <exception cref="UnsupportedException">The parent is compressed.</exception>
    /// <exception cref="StorageFaultException">A log cannot be read or written: there is no fork.</exception>
    public LiveThread Fork(ThreadId parent, ForkThreadParams? parameters = null)
    {
        CheckOpen();
        parameters ??= new ForkThreadParams();
        ForkMeta.Check(parameters);
        if (FindLive(parent) is { } live && !live.TryDrain())
        {
            throw new StorageFaultException(StoragePart.Log, StorageOutcome.NotAccepted, null, 0, $"the buffered lines of thread {parent} cannot be written");
        }

        var point = ForkPoint.Find(Home, FindRollout, parent, parameters);
        var id = parameters.Id ?? ThreadId.New(Options.Clock);
        var (meta, mode, createdAt) = WriteMeta(parent, point, id, parameters);
        return Register(id, () =>
        {
            if (parameters.Id is not null)
            {
                CheckIsNew(id);
            }

            return MakeFork(Home.Layout.NewPath(id, createdAt), mode, meta, point);
        });
    }

    private (byte[] Meta, HistoryMode Mode, DateTimeOffset CreatedAt) WriteMeta(ThreadId parent, in ForkPoint point, ThreadId id, ForkThreadParams parameters)
    {
        var path = FindRollout(parent);
        using var file = Home.OpenRead(path);
        var mode = RolloutHead.Read(file, path).Mode;
        using var meta = ForkMeta.Read(file) ?? throw new InvalidRequestException($"{path} is not a rollout: its first line cannot be read");
        var createdAt = Options.Clock.GetUtcNow();
        return (ForkMeta.Write(parent, meta.RootElement, mode, point, id, createdAt, parameters), mode, createdAt);
    }

    private LiveThread MakeFork(RolloutPath path, HistoryMode mode, byte[] meta, in ForkPoint point)
    {
        ForkFile.RemoveLeftOvers(Home, TryAcquireWriterLock);
        var hold = AcquireWriterLock(path.Id);
        try
        {
            ForkFile.Make(Home, path, mode, meta, point);
        }
        catch
        {
            hold.Release(unlink: hold.IsNew);
            throw;
        }

        // The mark stays: the row is not there yet.
        var length = Home.GetLength(path);
        hold.Release(unlink: false);
        try
        {
            return LiveThread.Resume(this, path.Id, path);
        }
        catch
        {
            RemoveUntaken(path, length);
            throw;
        }
    }

    // The caller gets no fork, so none is left; but what another process has taken up meanwhile is that one's.
    private void RemoveUntaken(RolloutPath path, long length)
    {
        if (TryAcquireWriterLock(path.Id) is { } hold)
        {
            var isOurs = Home.GetLength(path) == length;
            hold.Release(unlink: isOurs && Home.Device.Delete(Home.Directory, path.Text) == 0);
        }
    }
}
