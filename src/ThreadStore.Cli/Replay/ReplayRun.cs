using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Cli.Replay;

/// <summary>Replays rollouts as live threads, all at once: one line of each in turn, the lines of one thread in their order.</summary>
/// <remarks>
/// One thread appends, so that what an append costs is what is measured, and not the wait of several appenders for the processors.
/// <list type="number">
/// <item>Create every thread. Nothing is written by that, and an id that exists ends the run here, with nothing changed.</item>
/// <item>Persist every thread: its file and its first line.</item>
/// <item>Append, in turn, at the pace asked for.</item>
/// <item>Flush every thread: the projection that ran behind.</item>
/// <item>Shut every thread down.</item>
/// </list>
/// </remarks>
internal sealed class ReplayRun
{
    // How often the bar is told, in lines.
    private const int ReportEvery = 256;

    private readonly LocalThreadStore _store;
    private readonly Pacer _pacer;
    private readonly LatencySamples _appends = new();
    private readonly List<Replayed> _threads = [];
    private long _allocatedBytes;
    private long _endedAt;

    private ReplayRun(LocalThreadStore store, double rate)
    {
        _store = store;
        _pacer = new Pacer(rate);
    }

    /// <summary>Replays the sources into the home of an open store. The sources are read to their ends and stay the caller's.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="appender">The thread that appends.</param>
    /// <param name="sources">What; no two of one thread.</param>
    /// <param name="rate">Lines a second in all; 0 = as fast as possible.</param>
    /// <param name="isSynced">True when the store syncs its appends: then the first lines are on disk too before the next are appended.</param>
    /// <param name="progress">Told now and then: bytes read, bytes in all.</param>
    /// <param name="cancellationToken">Ends the run between two lines; what is written stays.</param>
    /// <exception cref="ConflictException">A thread of that id exists; nothing was written.</exception>
    internal static async Task<ReplayReport> RunAsync(
        LocalThreadStore store,
        AppendThread appender,
        IReadOnlyList<SourceRollout> sources,
        double rate,
        bool isSynced,
        Action<double, double> progress,
        CancellationToken cancellationToken)
    {
        var run = new ReplayRun(store, rate);
        await run.CreateAsync(sources).ConfigureAwait(false);
        await Task.WhenAll(run._threads.Select(one => one.Thread.PersistAsync(isSynced, cancellationToken))).ConfigureAwait(false);

        var begun = Stopwatch.GetTimestamp();
        await appender.RunAsync(() => run.Append(progress, cancellationToken)).ConfigureAwait(false);
        var appended = run._endedAt;
        await Task.WhenAll(run._threads.Select(one => one.Thread.FlushAsync(sync: false, cancellationToken))).ConfigureAwait(false);
        var projected = Stopwatch.GetTimestamp();

        var bytes = run._threads.Sum(static one => one.Thread.End.Offset);
        var rows = run._threads.Count(run.HasRow);
        await Task.WhenAll(run._threads.Select(one => one.Thread.ShutdownAsync(sync: false, cancellationToken))).ConfigureAwait(false);

        return new ReplayReport
        {
            Threads = run._threads.Count,
            Lines = run._threads.Count + run._appends.Count,
            Bytes = bytes,
            Seconds = Stopwatch.GetElapsedTime(begun, appended).TotalSeconds,
            Appends = run._appends,
            AllocatedBytes = run._allocatedBytes,
            ProjectionRows = rows,
            ProjectionSeconds = Stopwatch.GetElapsedTime(appended, projected).TotalSeconds,
        };
    }

    private async Task CreateAsync(IReadOnlyList<SourceRollout> sources)
    {
        try
        {
            foreach (var source in sources)
            {
                _threads.Add(new Replayed(source, _store.Create(new CreateThreadParams { SessionMeta = source.SessionMeta })));
            }
        }
        catch
        {
            foreach (var one in _threads)
            {
                await one.Thread.DiscardAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    private void Append(Action<double, double> progress, CancellationToken cancellationToken)
    {
        var total = _threads.Sum(static one => one.Source.Length);
        var open = new List<Replayed>(_threads);
        while (open.Count > 0)
        {
            for (var i = 0; i < open.Count; i++)
            {
                if (!AppendNext(open[i], cancellationToken))
                {
                    open.RemoveAt(i--);
                }
                else if (_appends.Count % ReportEvery == 0)
                {
                    progress(_threads.Sum(static one => one.Source.Position), total);
                }
            }
        }

        _endedAt = Stopwatch.GetTimestamp();
    }

    private bool AppendNext(Replayed one, CancellationToken cancellationToken)
    {
        if (!one.Source.TryRead(out var item))
        {
            return false;
        }

        _pacer.WaitForNext(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            AppendMeasured(one.Thread, item);
        }
        catch (InvalidRequestException refused)
        {
            // JSON that the store does not take: raw control bytes between its parts.
            one.Source.NoteLine(refused.Message);
        }

        return true;
    }

    private void AppendMeasured(LiveThread thread, in RolloutItem item)
    {
        var items = new ReadOnlySpan<RolloutItem>(in item);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var begun = Stopwatch.GetTimestamp();
        thread.Append(items);
        var ended = Stopwatch.GetTimestamp();
        _allocatedBytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
        _appends.Add(ended - begun);
    }

    private bool HasRow(Replayed one)
    {
        try
        {
            _store.Read(one.Source.Id);
            return true;
        }
        catch (ThreadNotFoundException)
        {
            return false;
        }
    }

    private readonly record struct Replayed(SourceRollout Source, LiveThread Thread);
}
