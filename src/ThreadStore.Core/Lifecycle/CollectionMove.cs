using System.Collections.Generic;
using ThreadStore.Log;

namespace ThreadStore.Lifecycle;

/// <summary>Moves a thread's rollout into the archive, or back into the date folder that its name states.</summary>
/// <remarks>
/// 1. Nothing is in the way: a file of that name on the other side is the same one, left by a move that was broken off, or the move is
/// refused. 2. The journal line, on disk. 3. The folder. 4. The move, in one step and over nothing; a compressed sibling goes first, so
/// that the plain file decides until the end. 5. Both folders, on disk. It can end between any two steps, and begins again with what is
/// still on its side. The caller holds the thread's writer lock.
/// </remarks>
internal static class CollectionMove
{
    /// <summary>Moves the files and gives the place of the one that counts.</summary>
    /// <param name="home">The home.</param>
    /// <param name="id">The thread.</param>
    /// <param name="sources">Its files on the one side, the plain rollout first; not empty.</param>
    /// <param name="isArchiving">False: back.</param>
    /// <param name="owesSync">An earlier handle's sync of the log failed.</param>
    /// <exception cref="ThreadStoreException">Refused, or the disk failed: doing it again goes on.</exception>
    internal static RolloutPath Run(LogHome home, ThreadId id, IReadOnlyList<RolloutPath> sources, bool isArchiving, bool owesSync)
    {
        foreach (var source in sources)
        {
            PlainPlace.Check(home, source.Text);
            ClearTheWay(home, source, source.Counterpart);
        }

        if (!sources[0].IsCompressed)
        {
            ArchiveJournal.Write(home, id, sources[0], isArchiving, owesSync);
        }

        for (var i = sources.Count - 1; i >= 0; i--)
        {
            Move(home, sources[i], sources[i].Counterpart);
        }

        return sources[0].Counterpart;
    }

    private static void ClearTheWay(LogHome home, RolloutPath source, RolloutPath target)
    {
        PlainPlace.Check(home, target.Text);
        if (Libc.Stat(home.Layout.FullPath(target), out _) != 0)
        {
            return;
        }

        if (!SameContents.Are(home, source, target))
        {
            throw new ConflictException($"{source} cannot be moved: there is another file at {target}");
        }

        var errno = home.Device.Delete(home.Directory, target.Text);
        if (errno is not (0 or Libc.ENOENT))
        {
            throw Fault("remove", target, errno);
        }
    }

    private static void Move(LogHome home, RolloutPath source, RolloutPath target)
    {
        var full = home.Layout.FullPath(target);
        var errno = home.CreateDirectories(full);
        if (errno != 0)
        {
            throw Fault("make the folder of", target, errno);
        }

        errno = home.Device.Move(home.Directory, source.Text, target.Text);
        if (errno != 0)
        {
            throw Fault("move", source, errno);
        }

        // First where it is now: a file with two names is mended, one with none is lost.
        errno = home.SyncDirectories(full);
        errno = errno == 0 ? home.SyncDirectories(home.Layout.FullPath(source)) : errno;
        if (errno != 0)
        {
            throw Fault("sync the folders of", target, errno);
        }
    }

    private static ThreadStoreException Fault(string what, RolloutPath path, int errno) => errno switch
    {
        Libc.EEXIST => new ConflictException($"{path} cannot be moved: a file of that name is on the other side"),
        Libc.ENOENT => new ThreadNotFoundException(path.Id),
        Libc.ENOTDIR or Libc.ELOOP => PlainPlace.Refuse(path.Text),
        _ => LogFault.Changing(what, path.Text, errno),
    };
}
