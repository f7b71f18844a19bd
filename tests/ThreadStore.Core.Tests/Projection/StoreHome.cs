using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Projection;

/// <summary>A home in a temporary folder, written by hand as another program would, and a store on it that looks only when it is asked to.</summary>
internal sealed class StoreHome : IAsyncDisposable
{
    private const string Day = "sessions/2026/11/21";

    private readonly string _directory = Directory.CreateTempSubdirectory("threadstore-").FullName;

    public LocalThreadStore? Store { get; private set; }

    public string Location => _directory;

    /// <summary>Writes a rollout where Codex would.</summary>
    public string Write(string id, params string[] lines)
    {
        var path = PathOf(id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Concat(lines.Select(static line => line + "\n")));
        return path;
    }

    /// <summary>Appends to a rollout the way a whole turn of Codex does: its lock file comes and is gone again.</summary>
    public void AppendUnderALock(string id, string line)
    {
        var mark = LockOf(id);
        File.WriteAllBytes(mark, []);
        File.AppendAllText(PathOf(id), line + "\n");
        File.Delete(mark);
    }

    /// <summary>The lock file of a thread, in a folder that is there.</summary>
    public string LockOf(string id) => Path.Combine(Directory.CreateDirectory(Path.Combine(_directory, "thread-writer-locks")).FullName, $"{id}.lock");

    public string PathOf(string id) => Path.Combine(_directory, Day, $"rollout-2026-11-21T06-08-10-{id}.jsonl");

    /// <summary>Opens the store and waits until every rollout has been looked at.</summary>
    public async Task<LocalThreadStore> OpenAsync()
    {
        Store = LocalThreadStore.Open(new ThreadStoreOptions { Home = _directory, RefreshInterval = Timeout.InfiniteTimeSpan });
        await Store.CaughtUp;
        return Store;
    }

    public async ValueTask DisposeAsync()
    {
        if (Store is not null)
        {
            await Store.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }
}
