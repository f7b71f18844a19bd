using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Simulation.Disk;
using ThreadStore.Simulation.Laws;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;

namespace ThreadStore.Simulation.Schedule;

/// <summary>What happens between two boots: verbs of hosts, steps of their engines, faults, time.</summary>
internal sealed partial class VerbSchedule
{
    private const int MaxThreads = 5;
    private const int RoundsBeforeHealing = 60;
    private const int MaxRounds = 400;

    private readonly Machine _machine;
    private readonly List<Host> _hosts;
    private readonly List<SimulatedThread> _threads;
    private readonly Func<SimulatedThread> _newThread;
    private readonly List<Wait> _waits = [];

    public VerbSchedule(Machine machine, List<Host> hosts, List<SimulatedThread> threads, Func<SimulatedThread> newThread)
    {
        _machine = machine;
        _hosts = hosts;
        _threads = threads;
        _newThread = newThread;
    }

    private Random Random => _machine.Random;

    /// <summary>Lets everything go on that is ready to: the one worker of this process is the caller's own thread.</summary>
    public static async Task TurnsAsync()
    {
        do
        {
            await Task.Yield();
        }
        while (ThreadPool.PendingWorkItemCount > 0);
    }

    public async Task PlayAsync(int operations)
    {
        for (var i = 0; i < operations && !_machine.IsDead; i++)
        {
            await DoOneAsync(Random.Next(48));
            await TurnsAsync();
            ObserveWaits();
        }
    }

    /// <summary>Steps the engines until a verb has ended. What stands in its way heals after a while; then it has to end.</summary>
    public async Task PumpAsync(Task verb, string name)
    {
        for (var round = 0; ; round++)
        {
            await TurnsAsync();
            if (verb.IsCompleted)
            {
                ObserveWaits();
                return;
            }

            if (round == RoundsBeforeHealing)
            {
                Heal();
            }
            else if (round == MaxRounds)
            {
                throw new BrokenLawException($"{name} never ends");
            }

            foreach (var host in _hosts)
            {
                host.Settle();
            }

            _machine.Clock.AdvanceMs(50);
        }
    }

    /// <summary>Takes the answers of the barriers that have ended.</summary>
    public void ObserveWaits()
    {
        for (var i = 0; i < _waits.Count; i++)
        {
            var wait = _waits[i];
            if (!wait.Task.IsCompleted)
            {
                continue;
            }

            _waits.RemoveAt(i--);
            if (!_machine.IsDead)
            {
                Take(wait);
            }
        }
    }

    private async Task DoOneAsync(int verb)
    {
        var host = _hosts[Random.Next(_hosts.Count)];
        switch (verb)
        {
            case < 14:
                Append(Pick(host));
                break;
            case 14 or 15:
                AppendMany(Pick(host));
                break;
            case 16 or 17:
                Flush(Pick(host), isSynced: false, persist: false);
                break;
            case 18:
                Flush(Pick(host), isSynced: true, persist: false);
                break;
            case 19:
                Flush(Pick(host), isSynced: Random.Next(2) == 0, persist: true);
                break;
            case 20:
                Rename(Pick(host));
                break;
            case 21:
                await ShutdownAsync(Pick(host), isSynced: Random.Next(2) == 0);
                break;
            case 22:
                await DiscardAsync(Pick(host));
                break;
            case 23:
                await MoveAsync(host, AnyThread());
                break;
            case 24 when Random.Next(3) == 0:
                await DeleteAsync(host, AnyThread());
                break;
            case 25 when Random.Next(3) == 0 && _threads.Count < MaxThreads:
                Fork(host, AnyThread());
                break;
            case 26 or 27 or 28:
                host.Store.Projector.Step();
                break;
            case 29 or 30:
                host.Store.Pipeline.CatchUp.RunOnce();
                break;
            case 31 or 32:
                host.Store.Drainer.DrainOnce();
                break;
            case 33 or 34:
                host.Settle();
                break;
            case 35:
                host.Reconcile();
                break;
            case 36 or 37:
                _machine.Clock.AdvanceMs(Random.Next(1, 700));
                break;
            case 38:
                _machine.Clock.SetWallClock(TimeSpan.FromMilliseconds(Random.Next(-5000, 3000)));
                break;
            case 39:
                _machine.SlowDown(TimeSpan.FromMilliseconds(Random.Next(1, 3000)));
                break;
            case 40:
                _machine.Faults.ArmLog();
                break;
            case 41 or 42:
                _machine.Faults.ArmSql();
                break;
            case 43:
                host.Index.FailNext((ApplyFault)Random.Next(1, 3), Random.Next(1, 3));
                break;
            case 44:
                host.Index.Begin = (IndexStatus)Random.Next(3);
                break;
            case 45 when Random.Next(2) == 0:
                _machine.Faults.IsDiskFull = !_machine.Faults.IsDiskFull;
                break;
            case 45:
                _machine.Faults.IsDatabaseLocked = !_machine.Faults.IsDatabaseLocked;
                break;
            case 46:
                AppendForeign(AnyThread());
                break;
            case 47:
                List(host);
                break;
        }
    }

    private void Heal()
    {
        _machine.Faults.Heal();
        foreach (var host in _hosts)
        {
            host.Index.ClearScript();
        }
    }

    private SimulatedThread AnyThread() => _threads.Count == 0 ? _newThread() : _threads[Random.Next(_threads.Count)];

    // A thread with a handle, if it is to be had: a new one, one that is held, or one that is taken up again.
    private SimulatedThread Pick(Host host)
    {
        var thread = _threads.Count == 0 || (_threads.Count < MaxThreads && Random.Next(12) == 0) ? _newThread() : AnyThread();
        if (thread.Handle is not null)
        {
            return thread;
        }

        try
        {
            switch (thread.Place)
            {
                case Place.Nowhere:
                    _machine.Say($"create {thread.Ledger.Thread} by {_hosts.IndexOf(host)}");
                    thread.Hold(host, host.Store.Create(new CreateThreadParams { Id = thread.Id, Cwd = "/work" }));
                    break;
                case Place.Active:
                    _machine.Say($"resume {thread.Ledger.Thread} by {_hosts.IndexOf(host)}");
                    thread.Hold(host, host.Store.Resume(thread.Id));
                    break;
            }
        }
        catch (ThreadStoreException refused)
        {
            Refused(thread, refused, isTakenUp: true);
        }

        return thread;
    }

    private void Refused(SimulatedThread thread, ThreadStoreException refused, bool isTakenUp = false)
    {
        _machine.Say(string.Create(CultureInfo.InvariantCulture, $"  {refused.GetType().Name}: {refused.Message.Replace(_machine.Home, "", StringComparison.Ordinal)}"));
        if (!_machine.IsDead && refused is ConflictException && thread.Place is Place.Nowhere)
        {
            // Its first line has made a file before the call failed.
            thread.Place = Place.Active;
        }
        else if (!_machine.IsDead && isTakenUp && refused is ThreadNotFoundException && thread.Place is Place.Active
            && thread.Ledger.Lines.Exists(static line => line.Acceptance >= Acceptance.Written))
        {
            throw new BrokenLawException($"thread {thread.Ledger.Thread} is not found, and has lines");
        }
    }

    private void List(Host host)
    {
        try
        {
            _machine.Say(FormattableString.Invariant($"list: {host.Store.List(new ThreadListQuery()).Threads.Count}"));
        }
        catch (StorageFaultException fault)
        {
            _machine.Say($"list: {fault.ErrorCode}");
        }
    }
}
