using System;
using System.IO;
using System.Threading.Tasks;

namespace ThreadStore.Cli;

/// <summary>Waits for the first write to a file.</summary>
internal sealed class RolloutWatch : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RolloutWatch(string path)
    {
        _watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path)) { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.Size };
        _watcher.Changed += (_, _) => _changed.TrySetResult();
        _watcher.EnableRaisingEvents = true;
    }

    internal Task Changed => _changed.Task;

    public void Dispose() => _watcher.Dispose();
}
