using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore;

/// <summary>
/// The law: whatever the schedule of appends, steps, failures, foreign lines, handles that end and processes that interfere, after a flush
/// every column of every row is what a rebuild from the logs gives.
/// </summary>
public sealed class WholeRowTests
{
    private const int Seeds = 100;
    private const int Operations = 120;
    private const int ThreadCount = 3;

    public static TheoryData<int> Chunks => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Chunks))]
    public async Task AnySchedule_ThenAFlush_GivesTheRowsOfARebuild(int chunk)
    {
        for (var seed = chunk * Seeds / 4; seed < (chunk + 1) * Seeds / 4; seed++)
        {
            try
            {
                await RunAsync(seed);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}: {failure.Message}", failure);
            }
        }
    }

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        await using var home = new EngineHome
        {
            DescriptorBudget = random.Next(2) == 0 ? 4 : null,
            Linger = TimeSpan.FromMilliseconds(random.Next(2) * 200),
            Device = new ScriptedLogDevice(),
        };
        var schedule = new Schedule(home, random);
        for (var i = 0; i < Operations; i++)
        {
            schedule.DoOne();
        }

        await schedule.FinishAsync();

        // A transaction that was lost may have held lines of the file of names: that is looked at again by the reconciler.
        home.Reconcile();
        home.AssertRowsEqualRebuild();
        Assert.Equal(0, home.CatchUp.Waiting);
    }

    private sealed class Schedule
    {
        private readonly EngineHome _home;
        private readonly Random _random;
        private readonly LiveThread[] _threads = new LiveThread[ThreadCount];
        private readonly List<Task> _waits = [];
        private readonly List<ThreadDelta> _rented = [];

        internal Schedule(EngineHome home, Random random)
        {
            _home = home;
            _random = random;
            for (var i = 0; i < ThreadCount; i++)
            {
                _threads[i] = home.Create();
            }
        }

        internal void DoOne()
        {
            var thread = _threads[_random.Next(ThreadCount)];
            switch (_random.Next(24))
            {
                case < 8:
                    Append(thread);
                    break;
                case 8:
                    thread.TryAppend([Item(), Item(), Item()], Durability());
                    break;
                case 9 or 10:
                    _home.Projector.Step();
                    break;
                case 11 or 12:
                    _home.CatchUp.RunOnce();
                    break;
                case 13:
                    _home.Store.Drainer.DrainOnce();
                    break;
                case 14:
                    _home.Clock.AdvanceMs(_random.Next(1, 700));
                    break;
                case 15:
                    _home.Index.FailNext((ApplyFault)_random.Next(1, 3), _random.Next(1, 3));
                    break;
                case 16:
                    _home.Index.Begin = (IndexStatus)_random.Next(3);
                    break;
                case 17:
                    Wait(thread.FlushAsync);
                    break;
                case 18:
                    Wait(() => thread.UpdateMetadataAsync(new ThreadMetadataPatch { Name = $"name {_random.Next(100)}", GitBranch = MetadataField.Clear }));
                    break;
                case 19 when thread.Projected is { Committed: > 0 }:
                    EngineHome.AppendForeign(thread, Payloads.ForeignTokens(_random.Next(1000), _random.Next(50)));
                    break;
                case 20:
                    _home.Store.Pipeline.Reconciler.RunOnce();
                    break;
                case 21:
                    FailAWrite();
                    break;
                case 22:
                    Exhaust();
                    break;
                case 23 when _random.Next(3) == 0:
                    Restart(Array.IndexOf(_threads, thread));
                    break;
            }
        }

        internal async Task FinishAsync()
        {
            _home.Device!.Script = null;
            _home.Index.ClearScript();
            for (var i = 0; i < 4; i++)
            {
                _home.Clock.AdvanceMs(1000);
                _home.Settle();
            }

            var flushes = new List<Task>();
            foreach (var thread in _threads)
            {
                flushes.Add(thread.FlushAsync());
            }

            for (var i = 0; i < 4; i++)
            {
                _home.Settle();
                _home.Clock.AdvanceMs(1000);
            }

            foreach (var flush in flushes)
            {
                await Guard.Task(flush);
            }

            // What failed on the way failed with a fault of the store; nothing hangs.
            foreach (var wait in _waits)
            {
                try
                {
                    await Guard.Task(wait);
                }
                catch (ThreadStoreException)
                {
                }
            }
        }

        // A short write and then a full disk; or, once every thread has its first line, an error although bytes went in.
        private void FailAWrite()
        {
            var bytes = _random.Next(0, 300);
            if (Array.TrueForAll(_threads, static thread => thread.Projected is { Committed: > 0 }) && _random.Next(2) == 0)
            {
                _home.Device!.Next(LogOperation.Write, new ScriptedFault(Libc.EIO, bytes));
                return;
            }

            var writes = 0;
            _home.Device!.Script = (_, operation) => operation is not LogOperation.Write ? null : writes++ switch
            {
                0 when bytes > 0 => new ScriptedFault(0, bytes),
                0 or 1 => new ScriptedFault(Libc.ENOSPC),
                _ => null,
            };
        }

        private void Append(LiveThread thread)
        {
            var item = Item();
            thread.TryAppend(item.Type, item.Payload.Span, Durability());
        }

        private Durability Durability() => (Durability)(_random.Next(20) == 0 ? 2 : _random.Next(2));

        private RolloutItem Item() => _random.Next(8) switch
        {
            0 => new RolloutItem(ItemType.EventMsg, Payloads.User($"message {_random.Next(100)}")),
            1 => new RolloutItem(ItemType.EventMsg, Payloads.User(new string('x', _random.Next(200, 3000)))),
            2 => new RolloutItem(ItemType.EventMsg, Payloads.Goal($"goal {_random.Next(100)}")),
            3 => new RolloutItem(ItemType.EventMsg, Payloads.TurnStart),
            4 => new RolloutItem(ItemType.EventMsg, Payloads.Dropped),
            5 => new RolloutItem(ItemType.TurnContext, Payloads.Utf8($$"""{"cwd":"/elsewhere","model":"model {{_random.Next(9)}}","approval_policy":"never"}""")),
            6 => new RolloutItem(ItemType.EventMsg, Payloads.Tokens(_random.Next(10_000))),
            _ => new RolloutItem(ItemType.ResponseItem, Payloads.Touch),
        };

        private void Wait(Func<Task> verb)
        {
            try
            {
                _waits.Add(verb());
            }
            catch (ThreadStoreException)
            {
                // A barrier that could not drain.
            }
        }

        private void Wait(Func<bool, System.Threading.CancellationToken, Task> flush) => Wait(() => flush(false, default));

        private void Exhaust()
        {
            if (_rented.Count > 0)
            {
                _rented.ForEach(_home.Projector.Deltas.Return);
                _rented.Clear();
                return;
            }

            while (_home.Projector.Deltas.TryRent() is { } spare)
            {
                _rented.Add(spare);
            }
        }

        // The handle ends without waiting for anything, and the thread is taken up again.
        private void Restart(int index)
        {
            var old = _threads[index];
            var isThere = old.RolloutPath is { } path && System.IO.File.Exists(path);
            _waits.Add(old.DiscardAsync());
            _threads[index] = isThere ? _home.Store.Resume(old.Id) : _home.Create();
        }
    }
}
