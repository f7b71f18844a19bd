using System;
using System.Buffers;
using System.Globalization;
using System.Text;

namespace ThreadStore.Log;

/// <summary>Makes a rollout end in a line. Only the thread's writer does this, holding its lock, and only to the bytes after the last LF.</summary>
/// <remarks>
/// Whole objects get their LF. Anything else is copied to the folder of torn fragments, synced, and then cut off, unless the file has grown meanwhile; what
/// cannot be copied gets an LF and stays as a bad line. Offsets of complete lines never change.
/// </remarks>
internal static class TailRepair
{
    private const int MaxAttempts = 4;
    private const int MaxCopies = 1000;
    private const int ChunkBytes = 256 * 1024;

    private static ReadOnlySpan<byte> LineFeed => "\n"u8;

    /// <summary>Repairs the tail behind <paramref name="from"/>, which is a line start, and gives the file's end; 0 or an errno.</summary>
    /// <exception cref="StorageFaultException">The file cannot be read.</exception>
    internal static int Run(LogHome home, ThreadId id, ILogFile file, long from, out long end)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            end = file.GetLengthOrThrow();
            var start = RolloutTail.LastLineEnd(file, from, end);
            var kind = RolloutTail.Judge(file, start, end);
            if (kind == TailKind.None)
            {
                return 0;
            }

            if (kind is TailKind.Fragment or TailKind.NulRun && TryCopy(home, id, file, kind, start, end))
            {
                if (file.GetLengthOrThrow() == end)
                {
                    var cut = file.TruncateAll(start);
                    if (cut != 0)
                    {
                        return cut;
                    }
                }
            }
            else
            {
                var errno = file.WriteAll(LineFeed, out _);
                if (errno != 0)
                {
                    return errno;
                }
            }
        }

        // Somebody who holds no lock keeps appending fragments.
        end = 0;
        return Libc.EAGAIN;
    }

    private static bool TryCopy(LogHome home, ThreadId id, ILogFile file, TailKind kind, long start, long end)
    {
        var path = $"{home.TornDirectory}/{id}-{home.Clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}-";
        if (home.CreateDirectories(path) != 0)
        {
            return false;
        }

        for (var number = 0; number < MaxCopies; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{path}{number}");
            using var copy = home.Device.Open(name, LogAccess.Create, out var errno);
            if (copy is not null)
            {
                var isCopied = kind == TailKind.NulRun
                    ? copy.WriteAll(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{end - start} NUL bytes\n")), out _) == 0
                    : Copy(file, copy, start, end);
                if (isCopied && copy.DataSyncAll() == 0 && home.SyncDirectories(name) == 0)
                {
                    return true;
                }

                home.Device.Delete(name);
                return false;
            }

            if (errno != Libc.EEXIST)
            {
                return false;
            }
        }

        return false;
    }

    private static bool Copy(ILogFile source, ILogFile copy, long start, long end)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (start < end)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(ChunkBytes, end - start));
                if (source.ReadAll(chunk, start, out var read) != 0 || read < chunk.Length || copy.WriteAll(chunk, out _) != 0)
                {
                    return false;
                }

                start += read;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
