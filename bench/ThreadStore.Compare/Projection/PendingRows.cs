using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Compare.Append;
using ThreadStore.Measuring;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Compare.Projection;

/// <summary>Us: many live threads that have something to project, and nobody who does it before they are flushed.</summary>
internal sealed class PendingRows : IAsyncDisposable
{
    /// <summary>As many as one transaction of ours takes.</summary>
    internal const int RowsInTransaction = Projector.MaxBatchRows;

    private readonly Payloads _payloads = new(256);
    private readonly LocalThreadStore _store;
    private readonly List<LiveThread> _threads = [];
    private readonly long[] _ends;
    private readonly LateCheckpoints? _late;
    private long _drains;
    private long _commits;

    internal PendingRows(string home, int threads, bool isStepped)
    {
        _late = isStepped ? new LateCheckpoints(SqliteIndexWriter.Open(new IndexFiles(home, indexDirectory: null, IndexSchema.Hash))) : null;
        _store = LocalThreadStore.Open(new ThreadStoreOptions
        {
            Home = home,
            ProjectionInterval = TimeSpan.FromMinutes(1),
            RefreshInterval = Timeout.InfiniteTimeSpan,
            DescriptorBudget = 4 * threads,
        }, new StoreSeams { IsManual = isStepped, Index = _late });
        if (isStepped)
        {
            _store.Projector.Drain();
        }

        for (var thread = 0; thread < threads; thread++)
        {
            _threads.Add(_store.Create(new CreateThreadParams { Cwd = "/" }));
        }

        _ends = new long[threads];
    }

    /// <summary>Transactions of one drain, in the mean.</summary>
    public double CommitsPerDrain => _commits / (double)_drains;

    /// <summary>Appends once to each thread, then drains all of them: by a flush of each, or by the projector's own steps on this thread; gives the rows of a second, and tells the rival what moved.</summary>
    public double Drain(RowsRival rival)
    {
        foreach (var thread in _threads)
        {
            thread.Append(ItemType.EventMsg, _payloads[_drains]);
        }

        var counters = _store.Projector.Counters;
        var (commits, rows) = (counters.Commits, counters.Rows);
        var start = Stopwatch.GetTimestamp();
        if (_late is not null)
        {
            _late.IsMeasured = true;
            while (counters.Rows - rows < _threads.Count)
            {
                _ = _store.Projector.Step();
            }
        }
        else
        {
            Task.WhenAll(_threads.Select(static thread => thread.FlushAsync())).GetAwaiter().GetResult();
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (_late is not null)
        {
            // The one that is due now.
            _late.IsMeasured = false;
            _ = _store.Projector.Step();
        }

        if (_drains++ > 0)
        {
            _commits += counters.Commits - commits;
            WrongAnswerException.Require(counters.Rows - rows, _threads.Count, "rows of one drain");
        }

        rival.Note([.. _threads.Select(Move)], RowsInTransaction);
        return _threads.Count / seconds;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private RowMove Move(LiveThread thread, int index)
    {
        var from = _ends[index];
        _ends[index] = thread.End.Offset;
        return new RowMove(thread.RolloutPath!, from, _ends[index]);
    }
}
