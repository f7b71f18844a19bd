using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace ThreadStore.Latency.Load;

/// <summary>A thread that works until it is told to stop; what it throws, the stop throws.</summary>
internal sealed class LoadThread : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts it.</summary>
    public LoadThread(Action<CancellationToken> work)
    {
        _thread = new Thread(() =>
        {
            try
            {
                work(_stop.Token);
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        { IsBackground = true, Name = "load" };
        _thread.Start();
    }

    /// <summary>Ends it and waits for it.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _thread.Join();
        _failure?.Throw();
    }

    /// <summary>Ends it, whatever it threw.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }
}
