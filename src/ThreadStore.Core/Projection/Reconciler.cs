using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>
/// Finds what the index does not know: threads that were live at an unclean exit, lines and files of other programs, rollouts that moved
/// or are gone. It only looks; <see cref="CatchUp"/> reads.
/// </summary>
internal sealed partial class Reconciler : IDisposable
{
    // A writer that takes no lock leaves no other trace than a longer file: every rollout is looked at as often as that costs no more
    // than this share of one core's time.
    private const int SweepShare = 100;

    // With the default interval a busy host sweeps twice a minute.
    private const int RefreshesPerSweep = 15;

    private readonly LogHome _home;
    private readonly LockFolder _locks;
    private readonly IRowStateReader _rows;
    private readonly ILiveThreads? _live;
    private readonly CatchUp _catchUp;
    private readonly Projector _projector;
    private readonly TimeSpan _interval;
    private readonly SessionIndexNames _names;
    private readonly string? _machineBoot;
    private readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // reconciler thread: when a writer lock last came or went, as of the last sweep, and whether that was news to it
    private DateTime _locksChangedAt;
    private long _ownLockChanges;
    private bool _isUnsettled;
    private bool _isTrusted;
    private bool _isSweepDue;
    private int _refreshes;
    private long _sweptAt;
    private TimeSpan _sweepTook;

    // _folders: when each folder of rollouts was last changed, as of the last look. A rebuild looks too, on a thread of its own.
    private readonly Dictionary<string, DateTime> _folders = new(StringComparer.Ordinal);

    internal Reconciler(
        LogHome home, LockFolder locks, IRowStateReader rows, ILiveThreads? live, CatchUp catchUp, Projector projector, ThreadStoreOptions options, string? machineBoot)
    {
        _home = home;
        _locks = locks;
        _rows = rows;
        _live = live;
        _catchUp = catchUp;
        _projector = projector;
        _interval = options.RefreshInterval;
        _names = new SessionIndexNames(home);
        _machineBoot = machineBoot;
    }

    /// <summary>Ends when every thread with a left-over lock file is projected.</summary>
    internal Task Recovered => _recovered.Task;

    /// <summary>Ends when every rollout was looked at once and what was new is projected.</summary>
    internal Task CaughtUp => _caughtUp.Task;

    /// <summary>Projects the threads that have a lock file: a writer holds them, or held them when it died.</summary>
    internal Task RecoverAsync()
    {
        var pending = new List<Task>();
        foreach (var id in _locks.List())
        {
            if (Find(id) is { IsCompressed: false } path)
            {
                LookAt(path, pending);
            }
        }

        return Task.WhenAll(pending);
    }

    /// <summary>Looks at every rollout of the home, and at every row whose rollout might be gone.</summary>
    internal Task SweepAsync()
    {
        var doubt = FindDoubt();
        // A new epoch has no names yet, whatever was seen of their file.
        _names.Forget();
        var pending = new List<Task> { ReadNamesAsync() };
        _isSweepDue = false;
        _refreshes = 0;
        var begun = _home.Clock.GetTimestamp();
        RememberLocks();
        RememberFolders();
        // One look for all: a reader that asks for each row by itself meets the writer's commits thousands of times.
        var rows = _rows.ReadStates();
        var seen = new HashSet<ThreadId>();
        var unreadable = new List<string>();
        foreach (var path in _home.Layout.Enumerate(unreadable))
        {
            seen.Add(path.Id);
            LookAt(path, pending, new KnownRow(rows.TryGetValue(path.Id, out var row), row), doubt);
        }

        foreach (var (id, row) in rows)
        {
            // While a folder cannot be read, nobody can say of a rollout that it is nowhere: its row stays.
            var isSeen = seen.Contains(id);
            if ((isSeen || unreadable.Count == 0) && RolloutPath.TryParse(row.RelativePath, out var path) && _home.IsMissing(path))
            {
                pending.Add(_catchUp.RequestAsync(id, path, isGone: !isSeen && !HasMoved(path)));
            }
        }

        foreach (var fork in _catchUp.TakeForksWithoutParent())
        {
            if (Find(fork) is { IsCompressed: false } path)
            {
                pending.Add(_catchUp.RequestAsync(fork, path, isAnew: true));
            }
        }

        _sweptAt = _home.Clock.GetTimestamp();
        _sweepTook = _home.Clock.GetElapsedTime(begun, _sweptAt);
        var looks = Task.WhenAll(pending);
        if (doubt is not null)
        {
            _ = TrustAsync(looks);
        }

        return looks;
    }

    // The rows were made before the machine went down, as far as anybody knows.
    private RebootDoubt? FindDoubt()
    {
        if (Volatile.Read(ref _isTrusted) || _machineBoot is null)
        {
            return null;
        }

        if (_rows.ReadMachineBoot() == _machineBoot)
        {
            Volatile.Write(ref _isTrusted, true);
            return null;
        }

        _names.Doubt();
        return new RebootDoubt(_home, _home.Layout.Enumerate(), _locks.List());
    }

    // From here on rows are trusted again, whoever opens the home, unless one of them could not be looked at.
    private async Task TrustAsync(Task looks)
    {
        await looks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!looks.IsCompletedSuccessfully)
        {
            return;
        }

        await SubmitAsync(done => new ProjectionStep(StepKind.MachineBoot, default, null, (_, outcome) =>
        {
            if (outcome is StepOutcome.Done)
            {
                Volatile.Write(ref _isTrusted, true);
            }

            done.TrySetResult();
        })
        {
            MachineBoot = _machineBoot,
        }).ConfigureAwait(false);
    }

    private Task SubmitAsync(Func<TaskCompletionSource, ProjectionStep> step)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _projector.Submit(step(done));
        return done.Task;
    }

    private bool IsAffordable() => _home.Clock.GetElapsedTime(_sweptAt) >= _sweepTook * SweepShare;

    /// <summary>
    /// Looks at what is likely to have changed: held threads, folders that gained or lost a file, and the name index; at every rollout
    /// when somebody took or gave back a thread since.
    /// </summary>
    internal Task RefreshAsync()
    {
        // A turn may begin and end between two looks: then its lock file is gone again, and its lines change no folder.
        // Our own threads come and go all the time and say nothing about others: while they do, a sweep is made now and then.
        var ownChanges = _locks.OwnChanges;
        var isOurs = ownChanges != _ownLockChanges;
        _ownLockChanges = ownChanges;
        _isSweepDue |= _isUnsettled || _locks.ChangedAt != _locksChangedAt;
        if (IsAffordable() || (_isSweepDue && (!isOurs || ++_refreshes >= RefreshesPerSweep)))
        {
            return SweepAsync();
        }

        RememberLocks();

        var pending = new List<Task> { RecoverAsync(), ReadNamesAsync() };
        foreach (var folder in ChangedFolders())
        {
            foreach (var path in _home.Layout.FilesOf(folder))
            {
                LookAt(path, pending);
            }
        }

        return Task.WhenAll(pending);
    }

    /// <summary>Looks at one thread; the task ends when its row is where its log ends, or is gone as its log is.</summary>
    internal Task LookAtAsync(ThreadId id)
    {
        var pending = new List<Task>();
        if ((Find(id) ?? _home.Layout.Find(id)) is { } path)
        {
            LookAt(path, pending);
        }
        else if (_rows.TryReadState(id, out var row) && RolloutPath.TryParse(row.RelativePath, out var gone))
        {
            pending.Add(_catchUp.RequestAsync(id, gone, isGone: !HasMoved(gone)));
        }

        return Task.WhenAll(pending);
    }

    // A file that was moved while the folders were listed may have been seen in none of them.
    private bool HasMoved(RolloutPath path) => _home.GetLength(path.Counterpart) >= 0 || _home.GetLength(path) >= 0;

    // One stat and one row against each other: no file is opened unless they differ.
    private void LookAt(RolloutPath path, List<Task> pending, KnownRow? seen = null, RebootDoubt? doubt = null)
    {
        if (path.IsCompressed)
        {
            return;
        }

        var live = _live?.Find(path.Id);
        if (seen is { Exists: false } && live is null)
        {
            // There is all of it to read: whoever opens it sees how long it is.
            pending.Add(_catchUp.RequestAsync(path.Id, path, known: seen));
            return;
        }

        var length = _home.GetLength(path);
        if (doubt is not null && seen is { Exists: true } && length >= 0)
        {
            pending.Add(_catchUp.RequestAsync(path.Id, path, known: seen, isAnew: doubt.IsDoubtful(path)));
        }

        if (live is not null)
        {
            LookAtLive(live, length, pending);
            return;
        }

        var known = seen ?? new KnownRow(_rows.TryReadState(path.Id, out var state), state);
        var (hasRow, row) = known;
        if (hasRow && row.RelativePath != path.Text && path.IsArchived && !row.Archived && IsThere(row.RelativePath))
        {
            // Two files of one id: the active one counts.
            return;
        }

        if (hasRow ? length >= 0 && (row.Offset != length || row.RelativePath != path.Text) : length > 0)
        {
            pending.Add(_catchUp.RequestAsync(path.Id, path, known: known));
        }
    }

    // Our own thread brings its facts itself; foreign bytes in its log it cannot know of.
    private void LookAtLive(ProjectedThread live, long length, List<Task> pending)
    {
        if (length > live.ExpectedEnd)
        {
            live.ReportForeignBytes();
            live.MarkDirty();
            _projector.Link(live);
        }

        if (live.Committed == 0 && length > 0)
        {
            pending.Add(WaitAsync(live, Math.Min(length, live.ExpectedEnd)));
        }
    }

    private async Task WaitAsync(ProjectedThread live, long offset)
    {
        try
        {
            if (live.Register(offset) is { } barrier)
            {
                _projector.LinkUrgent(live);
                await barrier.Task.ConfigureAwait(false);
            }
        }
        catch (ThreadNotFoundException) when (live.IsClosed)
        {
            // The handle has ended, and whoever ended it has asked for what its row lacks: no reason to fail the others' look.
        }
    }

    // By its row, or in the date folders around the id's own time: a lazy thread has a lock file and no rollout anywhere.
    private RolloutPath? Find(ThreadId id) =>
        IndexedPath.Find(_rows, _home, id) ?? _home.Layout.FindNear(id);

    private bool IsThere(string relativePath) => RolloutPath.TryParse(relativePath, out var path) && _home.GetLength(path) >= 0;

    /// <summary>Takes in what the file of names has; the task ends when that is projected, or could not be.</summary>
    internal Task LookAtNamesAsync() => SubmitNamesAsync();

    private Task ReadNamesAsync() => _names.HasChanged(_rows) ? SubmitNamesAsync() : Task.CompletedTask;

    private Task SubmitNamesAsync() => SubmitAsync(done => new ProjectionStep(StepKind.Names, default, null, (_, outcome) =>
    {
        if (outcome is StepOutcome.Failed)
        {
            _names.Forget();
            NoteFailed();
        }

        done.TrySetResult();
    })
    {
        Names = _names,
    });

    // A change in the same tick of the file system's clock as this look would not show: after news, the next look sweeps once more.
    private void RememberLocks()
    {
        var changedAt = _locks.ChangedAt;
        _isUnsettled = changedAt != _locksChangedAt;
        _locksChangedAt = changedAt;
    }

    private void RememberFolders()
    {
        lock (_folders)
        {
            _folders.Clear();
            foreach (var folder in _home.Layout.Folders())
            {
                _folders[folder.Path] = folder.ChangedAt;
            }
        }
    }

    private List<string> ChangedFolders()
    {
        var changed = new List<string>();
        lock (_folders)
        {
            foreach (var folder in _home.Layout.Folders())
            {
                if (!_folders.TryGetValue(folder.Path, out var before) || before != folder.ChangedAt)
                {
                    changed.Add(folder.Path);
                    _folders[folder.Path] = folder.ChangedAt;
                }
            }
        }

        return changed;
    }
}
