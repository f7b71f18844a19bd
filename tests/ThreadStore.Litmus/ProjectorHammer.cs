using System;
using System.Globalization;
using System.IO;
using System.Threading;
using ThreadStore.Log;
using ThreadStore.Projection;

namespace ThreadStore.Litmus;

/// <summary>The real projector with its own thread, its sleep and its wake, between two appenders and an index of memory.</summary>
internal sealed class ProjectorHammer : IDisposable
{
    private const int Threads = 2;

    private readonly NumberedThread[] _threads = new NumberedThread[Threads];
    private readonly MemoryIndex _index;
    private readonly Projector _projector;
    private readonly ProjectorView _view;
    private readonly string _folder;
    private long _counted;

    private ProjectorHammer(string folder)
    {
        _folder = folder;
        var home = new LogHome(folder, TimeProvider.System);
        var deltas = new DeltaPool(64, ComposedProjection.BuiltInOnly);
        for (var i = 0; i < Threads; i++)
        {
            _threads[i] = new NumberedThread(deltas, RolloutPath.New(ThreadId.New(TimeProvider.System), DateTime.UnixEpoch));
            var path = home.Layout.FullPath(_threads[i].Projected.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // The projector looks at its length alone: longer than any number, and without a block.
            using var file = File.Create(path);
            file.SetLength(1L << 40);
        }

        _index = new MemoryIndex(_threads);
        _projector = new Projector(_index, home, deltas, TimeProvider.System, TimeSpan.Zero);
        _projector.Start();
        _view = new ProjectorView(_projector);
    }

    /// <summary>Plays until the run is over.</summary>
    public static void Play(Run run, Tally total, string folder)
    {
        using var hammer = new ProjectorHammer(folder);
        run.Start(hammer.Append);
        run.Start(hammer.Append);
        run.Join(total);
        foreach (var thread in hammer._threads)
        {
            hammer.Wait(thread, thread.Published);
        }
    }

    public void Dispose()
    {
        _projector.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // A burst, then a wait until its last number is committed: what follows meets the projector on its way to sleep, or asleep.
    private void Append(Random dice, Tally tally)
    {
        for (var left = dice.Next(1, 4); left > 0; left--)
        {
            var thread = _threads[dice.Next(Threads)];
            var end = thread.Publish(dice, tally, Link);
            Run.Delay(dice);
            if (left == 1)
            {
                Wait(thread, end);
            }
        }

        if (dice.Next(16) == 0)
        {
            // Long enough for the projector to fall asleep.
            Thread.SpinWait(dice.Next(1 << 12));
        }
    }

    private void Link(ProjectedThread thread, Random dice, Tally tally)
    {
        // The first link after a step's last look either finds the sleeper or is what its second look is for; those that follow it
        // while it wakes up say nothing.
        var seen = Seen.LinkWhileAwake;
        var looks = _index.Looks;
        if (looks > 0 && !_view.IsStepping && !_view.IsLingering && looks != Volatile.Read(ref _counted))
        {
            Volatile.Write(ref _counted, looks);
            seen = _view.IsParkedUnsignalled ? Seen.WokenFromPark : Seen.LinkBeforeSleep;
        }

        _projector.Link(thread);
        tally.Add(seen);
    }

    private void Wait(NumberedThread thread, long end)
    {
        var spins = 0;
        while (thread.Taken < end)
        {
            if (_index.Broken is { } broken)
            {
                throw new BrokenLawException($"{broken.Message}; {_projector.LastFault?.InnerException}");
            }

            Thread.SpinWait(4);
            if (++spins % 256 == 0)
            {
                Thread.Yield();
                CheckAwake(thread);
            }
        }
    }

    // Under all gates nobody links. Who is parked now, unsignalled, with something in a slot, was not woken for it.
    private void CheckAwake(NumberedThread thread)
    {
        if (!_view.IsParkedUnsignalled)
        {
            return;
        }

        lock (_threads[0].Gate)
        {
            lock (_threads[1].Gate)
            {
                if (_index.Broken is null && _view.IsParkedUnsignalled && thread.Projected.Slot.IsFull)
                {
                    throw new BrokenLawException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"lost wake-up: {thread.Published} was published, {thread.Taken} was taken last, and the projector is parked; linked: {thread.Projected.Linked}"));
                }
            }
        }
    }
}
