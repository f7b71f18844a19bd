using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Simulation.Disk;
using ThreadStore.Simulation.Laws;
using ThreadStore.Simulation.Sqlite;
using ThreadStore.TestKit;

namespace ThreadStore.Simulation.Schedule;

/// <summary>One run of one seed: some boots of a machine, each with a schedule of verbs, steps and faults, and the laws after each.</summary>
internal sealed class Run
{
    private readonly Machine _machine;
    private readonly List<SimulatedThread> _threads = [];
    private int _lastThread;

    public Run(int seed, string root, TextWriter? log = null)
    {
        _machine = new Machine(seed, root, log);
        _machine.Faults.FailsReads = _machine.Random.Next(3) == 0;
        FaultVfs.Machine = _machine;
    }

    /// <summary>What happened, in one number: equal for equal seeds.</summary>
    public ulong Fingerprint => _machine.Fingerprint;

    /// <summary>What log and SQLite asked the operating system for.</summary>
    public long Operations => _machine.Operations;

    public int Boots => _machine.Boot + 1;

    /// <summary>Plays the boots, one after the other.</summary>
    /// <exception cref="BrokenLawException">A law does not hold.</exception>
    public async Task PlayAsync()
    {
        var boots = _machine.Random.Next(2, 5);
        for (var i = 0; i < boots; i++)
        {
            await PlayBootAsync();
        }
    }

    private async Task PlayBootAsync()
    {
        var isKilled = _machine.Random.Next(4) != 0;
        if (isKilled)
        {
            _machine.ArmDeath(_machine.Random.Next(2) == 0 ? Death.Kill : Death.PowerLoss);
        }

        var hosts = new List<Host>();
        var schedule = new VerbSchedule(_machine, hosts, _threads, NewThread);
        try
        {
            if (TryOpen(hosts))
            {
                await schedule.PlayAsync(_machine.Random.Next(20, 90));
            }

            if (isKilled)
            {
                _machine.Die();
            }
            else
            {
                _machine.Disarm();
            }
        }
        finally
        {
            FaultVfs.Machine = _machine;
        }

        var isComplete = await CloseAsync(hosts, schedule);
        foreach (var thread in _threads)
        {
            thread.LetGo();
        }

        if (_machine.IsDead)
        {
            _machine.Restart();
            foreach (var thread in _threads)
            {
                thread.Ledger.Survive(_machine.LastDeath);
            }
        }

        await CheckAsync(isComplete && !isKilled);
    }

    private SimulatedThread NewThread()
    {
        var thread = new SimulatedThread(++_lastThread, FakeClock.Start);
        _threads.Add(thread);
        return thread;
    }

    // Two processes on one home now and then.
    private bool TryOpen(List<Host> hosts)
    {
        var count = _machine.Random.Next(3) == 0 ? 2 : 1;
        var linger = _machine.Random.Next(2) * 200;
        int? descriptors = _machine.Random.Next(3) == 0 ? 4 : null;
        for (var i = 0; i < count && !_machine.IsDead; i++)
        {
            try
            {
                hosts.Add(new Host(_machine, linger, descriptors));
            }
            catch (StorageFaultException)
            {
                return false;
            }
        }

        return hosts.Count > 0;
    }

    // Ends every process. One that was killed is let go as well: it must come to its end even if nothing works any more.
    private async Task<bool> CloseAsync(List<Host> hosts, VerbSchedule schedule)
    {
        foreach (var host in hosts)
        {
            host.Index.ClearScript();
            host.IsClosing = true;
            var closing = host.Store.DisposeAsync().AsTask();
            await schedule.PumpAsync(closing, "dispose");
            if (!_machine.IsDead && closing.Exception?.InnerException is { } failure)
            {
                throw new BrokenLawException($"dispose threw {failure}", failure);
            }

        }

        schedule.ObserveWaits();
        if (_machine.IsDead)
        {
            return false;
        }

        foreach (var thread in _threads)
        {
            Ledger.Raise(thread.Ledger.Accepted(), Acceptance.Written, this);
        }

        return true;
    }

    // A process that nothing disturbs opens the home, brings everything up, and what it finds is held against what was promised.
    private async Task CheckAsync(bool isComplete)
    {
        _machine.IsQuiet = true;
        _machine.Say("-- check");
        var host = new Host(_machine, 0, null);
        for (var round = 0; round < 40 && !host.Store.CaughtUp.IsCompleted; round++)
        {
            host.Reconcile();
            host.Settle();
            await VerbSchedule.TurnsAsync();
            _machine.Clock.AdvanceMs(1000);
        }

        if (!host.Store.CaughtUp.IsCompletedSuccessfully || host.Store.Projector.LastFault is { })
        {
            throw new BrokenLawException($"recovery does not end: {host.Store.CaughtUp.Exception?.InnerException?.Message ?? host.Store.Projector.LastFault?.Message ?? "it waits"}");
        }

        foreach (var thread in _threads)
        {
            CheckThread(thread, isComplete);
        }

        IndexLaws.CheckMarks(host.Store);
        if (!IndexLaws.IsReadable(_machine.Home))
        {
            // A page that was read as zeros has been written as such: nobody notices before it is read, and then it is made anew.
            _machine.Say("-- the index is damaged");
            await RebuildAsync(host);
        }

        IndexLaws.CheckRebuild(_machine.Home, _machine.Clock);
        CheckRows(host);
        var closing = host.Store.DisposeAsync().AsTask();
        while (!closing.IsCompleted)
        {
            host.Settle();
            await VerbSchedule.TurnsAsync();
        }

        await closing;
        _machine.IsQuiet = false;
        _machine.Say(FormattableString.Invariant($"-- {_threads.Count} threads, {_threads.Sum(static thread => thread.Ledger.Lines.Count)} lines"));
    }

    private async Task RebuildAsync(Host host)
    {
        var rebuild = host.Store.RebuildAsync();
        while (!rebuild.IsCompleted)
        {
            host.Settle();
            await VerbSchedule.TurnsAsync();
            _machine.Clock.AdvanceMs(50);
        }

        await rebuild;
        host.Settle();
    }

    private void CheckThread(SimulatedThread thread, bool isComplete)
    {
        var files = Directory.GetFiles(_machine.Home, $"rollout-*{thread.Id}.jsonl", SearchOption.AllDirectories);
        if (files.Length > 1)
        {
            throw new BrokenLawException($"thread {thread.Ledger.Thread} has {files.Length} rollouts: {string.Join(", ", files)}");
        }

        if (thread.Place is Place.Gone or Place.MayBeGone && files.Length == 0)
        {
            // A delete that was not acknowledged may be undone by a loss of power later: what it left away is still to be whole then.
            return;
        }

        if (thread.Place is Place.Gone)
        {
            throw new BrokenLawException($"thread {thread.Ledger.Thread} was deleted, and has {files[0]}");
        }

        var isArchived = files.Length == 1 && files[0].StartsWith(_machine.Home + "/archived_sessions/", StringComparison.Ordinal);
        if (_machine.LastDeath is Death.Kill && files.Length == 1
            && ((thread.Place is Place.Archived && !isArchived) || (thread.Place is Place.Active && isArchived)))
        {
            throw new BrokenLawException($"thread {thread.Ledger.Thread} was {thread.Place}, and lies in {files[0]}");
        }

        LogLaws.Check(thread.Ledger, files.Length == 1 ? files[0] : null, isComplete);
        thread.Place = files.Length == 0 ? Place.Nowhere : isArchived ? Place.Archived : Place.Active;
    }

    // A row for every thread that there is, in the right collection, and for no other.
    private void CheckRows(Host host)
    {
        var rows = host.Store.Reader.ReadStates();
        foreach (var thread in _threads)
        {
            var isThere = rows.TryGetValue(thread.Id, out var row);
            var isExpected = thread.Place is Place.Active or Place.Archived;
            if (isThere && (!isExpected || row.Archived != (thread.Place is Place.Archived)))
            {
                throw new BrokenLawException($"thread {thread.Ledger.Thread} is {thread.Place}, and its row says {row.RelativePath}");
            }

            if (!isThere && isExpected && thread.Ledger.Accepted().Count > 0)
            {
                throw new BrokenLawException($"thread {thread.Ledger.Thread} is {thread.Place}, and has no row");
            }
        }
    }
}
