using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Faults.Damage;

/// <summary>The files of a home with some threads, as a clean end leaves them or as a kill does; put into other homes again and again.</summary>
internal sealed class HomeCopy : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("threadstore-copy-").FullName;

    private HomeCopy()
    {
    }

    public List<ThreadId> Threads { get; } = [];

    /// <summary>The index's file.</summary>
    public string IndexName => Path.GetFileName(Assert.Single(Directory.GetFiles(_folder, "threadstore-*.sqlite")));

    public static async Task<HomeCopy> MakeAsync(bool isKilled)
    {
        var copy = new HomeCopy();
        await using var home = new EngineHome();
        for (var number = 0; number < 3; number++)
        {
            var thread = home.Create($"thread {number}");
            copy.Threads.Add(thread.Id);
            thread.AppendTokens(number);
            if (number > 0)
            {
                home.Settle();
            }

            if (number == 2)
            {
                // Longer than what a delta carries.
                thread.AppendUser(new string('x', 1000));
                await thread.DiscardAsync();
                home.Settle();
            }
        }

        if (!isKilled)
        {
            home.StartThreads();
            await Guard.Task(home.Store.DisposeAsync().AsTask());
            home.Stopped();
        }

        Copy(home.Path, copy._folder);
        Assert.Equal(isKilled, File.Exists(Path.Combine(copy._folder, copy.IndexName + "-wal")));
        return copy;
    }

    public void PutInto(string home) => Copy(_folder, home);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Copy(string from, string to)
    {
        foreach (var path in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(from, path)))
        {
            var target = Path.Combine(to, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (path.EndsWith(".lock", StringComparison.Ordinal))
            {
                // Held by a home that is still open: what a kill leaves is the file.
                File.WriteAllBytes(target, []);
                continue;
            }

            File.Copy(Path.Combine(from, path), target);
        }
    }
}
