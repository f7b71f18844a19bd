using System;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Log;

namespace ThreadStore;

/// <summary>
/// Follows a thread's history as it grows, whoever writes it: a live thread of this process, or another program. It looks at the length of
/// the log and holds no file between two looks, so the thread may be archived meanwhile.
/// </summary>
/// <remarks>
/// Used by one thread at a time. Of a fork by reference it reads the fork's own log, not what that continues. A line is handed out once its LF is there, so a torn tail that is cut off never shows. A line that is not
/// covered by a completed append may still be withdrawn after it was read: then <see cref="Withdrawn"/> counts, and reading goes on after what is left.
/// </remarks>
public sealed class HistoryTail : IDisposable
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(200);

    private readonly LocalThreadStore _store;
    private readonly ThreadId _id;
    private RolloutPath _path;
    private HistoryReader? _reader;
    private long _position;
    private long _seenLength = -1;
    private long _badLinesBefore;
    private bool _wasGone;

    internal HistoryTail(LocalThreadStore store, ThreadId id, int lines)
    {
        _store = store;
        _id = id;
        _store.DrainLive(id);
        _path = store.FindRollout(id);
        _position = FindStart(lines);
    }

    /// <summary>The bad lines that were skipped so far.</summary>
    public long BadLines => _badLinesBefore + (_reader?.BadLines ?? 0);

    /// <summary>How often lines that had been read were withdrawn by their writer.</summary>
    public int Withdrawn { get; private set; }

    /// <summary>Reads the next line that is there now; false when there is none yet. Its spans are valid until the next read.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public bool Read(out HistoryLine line)
    {
        _reader ??= TryOpen();
        if (_reader is null)
        {
            line = default;
            return false;
        }

        if (_reader.Read(out line))
        {
            return true;
        }

        _position = _reader.Position.Offset;
        Close();
        return false;
    }

    /// <summary>Waits until there may be another line.</summary>
    /// <exception cref="ThreadNotFoundException">The thread was deleted.</exception>
    /// <exception cref="UnsupportedException">The thread's log was compressed.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        do
        {
            await Task.Delay(s_lookEvery, _store.Options.Clock, cancellationToken).ConfigureAwait(false);
            _store.DrainLive(_id);
        }
        while (!HasChanged());
    }

    /// <summary>Closes the log if it is open.</summary>
    public void Dispose() => Close();

    private bool HasChanged()
    {
        var length = _store.Home.GetLength(_path);
        if (length < 0)
        {
            return TryFindAnew();
        }

        _wasGone = false;
        return length != _seenLength;
    }

    // While a file is moved from one folder to another, a look at both may see it in neither: only the second miss counts.
    private bool TryFindAnew()
    {
        try
        {
            _path = _store.FindRollout(_id);
            _wasGone = false;
            return true;
        }
        catch (ThreadNotFoundException) when (!_wasGone)
        {
            _wasGone = true;
            return false;
        }
    }

    private HistoryReader? TryOpen()
    {
        if (!_store.Home.TryOpenRead(_path, out var file))
        {
            // Moved or gone: the next wait finds out.
            _seenLength = -1;
            return null;
        }

        try
        {
            _seenLength = file.GetLengthOrThrow();
            if (_seenLength < _position)
            {
                _position = RolloutTail.LastLineEnd(file, 0, _seenLength);
                Withdrawn++;
            }

            if (_seenLength > _position)
            {
                var reader = HistoryReader.Forward(LogChain.OfOne(_id, file), 0, _position, _seenLength);
                file = null;
                return reader;
            }

            return null;
        }
        finally
        {
            file?.Dispose();
        }
    }

    private long FindStart(int lines)
    {
        using var file = _store.Home.OpenRead(_path);
        var end = RolloutTail.LastLineEnd(file, 0, file.GetLengthOrThrow());
        using var backward = new BackwardRolloutReader(file, end);
        var start = end;
        for (var found = 0; found < lines && backward.Read(out var line) is var status and not Items.LineStatus.End;)
        {
            if (status is Items.LineStatus.Line)
            {
                start = line.Offset;
                found++;
            }
        }

        return start;
    }

    private void Close()
    {
        _badLinesBefore += _reader?.BadLines ?? 0;
        _reader?.Dispose();
        _reader = null;
    }
}
