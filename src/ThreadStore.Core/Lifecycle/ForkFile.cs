using System;
using System.Buffers;
using System.IO;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Lifecycle;

/// <summary>Makes the rollout of a fork: its first line, and of a legacy one a copy of its parent's lines behind it.</summary>
/// <remarks>
/// It is made under another name, where nobody takes it for a rollout, and put in its place when it is whole and on disk: what is broken
/// off leaves no thread. The caller holds the fork's writer lock.
/// </remarks>
internal static class ForkFile
{
    internal const string Folder = "threadstore/forks";

    private const int ChunkBytes = 1 << 20;
    private const string Suffix = ".part";

    /// <summary>Makes the file.</summary>
    /// <param name="home">The home.</param>
    /// <param name="fork">Its place.</param>
    /// <param name="mode">How it numbers its lines: a paginated fork names the prefix that it continues, a legacy one has a copy of it.</param>
    /// <param name="meta">The payload of its first line.</param>
    /// <param name="point">Where it begins.</param>
    /// <exception cref="ThreadStoreException">The parent cannot be read, or the disk failed: no file is left.</exception>
    internal static void Make(LogHome home, RolloutPath fork, HistoryMode mode, ReadOnlySpan<byte> meta, in ForkPoint point)
    {
        var part = $"{Folder}/{fork.Id}{Suffix}";
        var full = $"{home.Directory}/{part}";
        _ = home.Device.Delete(home.Directory, part);
        var left = part;
        try
        {
            Check(home.CreateDirectories(full), "make the folder of", part);
            using (var target = home.Device.Open(full, LogAccess.Create, out var errno))
            {
                Check(target is null ? errno : 0, "make", part);
                WriteMeta(target!, meta, home.Clock, mode is HistoryMode.Paginated ? point.NextOrdinal : Line.NoOrdinal, part);
                if (mode is HistoryMode.Legacy)
                {
                    Copy(home, target!, point, part);
                }

                Check(target!.DataSyncAll(), "sync", part);
            }

            var place = home.Layout.FullPath(fork);
            Check(home.CreateDirectories(place), "make the folder of", fork.Text);
            var moved = home.Device.Move(home.Directory, part, fork.Text);
            left = moved == 0 || IsMoved(home, full, moved) ? fork.Text : part;
            Check(moved, "make", fork.Text);
            Check(home.SyncDirectories(place), "sync the folders of", fork.Text);
        }
        catch
        {
            _ = home.Device.Delete(home.Directory, left);
            throw;
        }
    }

    /// <summary>Removes what broken-off forks have left; those of forks that are being made are held by somebody and stay.</summary>
    /// <param name="home">The home.</param>
    /// <param name="tryHold">Takes a thread's writer lock; null when somebody holds it.</param>
    internal static void RemoveLeftOvers(LogHome home, Func<ThreadId, WriterLock?> tryHold)
    {
        foreach (var file in LeftOvers($"{home.Directory}/{Folder}"))
        {
            if (ThreadId.TryParse(Path.GetFileNameWithoutExtension(file), out var id) && tryHold(id) is { } hold)
            {
                _ = home.Device.Delete(home.Directory, $"{Folder}/{Path.GetFileName(file)}");
                hold.Release(unlink: hold.IsNew);
            }
        }
    }

    // What cannot be listed now is found by a later fork.
    private static string[] LeftOvers(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Suffix) : [];
        }
        catch (IOException)
        {
            return [];
        }
    }

    // A move that failed may have been made all the same; then what lies in the fork's place is ours.
    private static bool IsMoved(LogHome home, string full, int errno) =>
        errno is not Libc.EEXIST && home.Device.GetLength(full, out var missing) < 0 && missing is Libc.ENOENT;

    private static void WriteMeta(ILogFile target, ReadOnlySpan<byte> meta, TimeProvider clock, long ordinal, string part)
    {
        var line = ArrayPool<byte>.Shared.Rent(meta.Length + LineWriter.MaxEnvelope);
        try
        {
            var length = LineWriter.Write(line, clock.GetUtcNow().ToUnixTimeMilliseconds(), ordinal, ItemType.SessionMeta, meta, default);
            Check(target.WriteAll(line.AsSpan(0, length), out _), "write", part);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(line);
        }
    }

    private static void Copy(LogHome home, ILogFile target, in ForkPoint point, string part)
    {
        using var source = home.OpenRead(point.Path);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (var at = 0L; at < point.End;)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(ChunkBytes, point.End - at));
                if (source.ReadOrThrow(chunk, at) != chunk.Length)
                {
                    throw LogFault.Reading(0);
                }

                Check(target.WriteAll(chunk, out _), "write", part);
                at += chunk.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Check(int errno, string what, string path)
    {
        if (errno != 0)
        {
            throw errno is Libc.ENOTDIR or Libc.ELOOP ? PlainPlace.Refuse(path) : LogFault.Changing(what, path, errno);
        }
    }
}
