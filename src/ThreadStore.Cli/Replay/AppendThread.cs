using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Cli.Replay;

/// <summary>The one thread that appends: what a thread needs once (its block to lay lines out in) is paid once, and no pool's work runs in between.</summary>
internal sealed class AppendThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    internal AppendThread()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "replay-append" };
        _thread.Start();
    }

    /// <summary>Runs the work there; the task ends as the work does.</summary>
    internal Task RunAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        });
        return done.Task;
    }

    /// <summary>Ends the thread after the work that it has.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
