using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// The law: whatever the schedule of appends, steps and failures, and whichever stores open the home in between (without a projection,
/// with another version of it), after a flush and a catch-up the threads' rows and the host's are what a rebuild from the logs gives. Seen
/// to fail: without a step for the host's row alone, with that step not ending at the thread's own row, and with reading from the own
/// row's offset.
/// </summary>
public sealed class HostScheduleTests
{
    private const int Seeds = 40;
    private const int Operations = 90;
    private const int ThreadCount = 3;

    public static TheoryData<int> Chunks => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Chunks))]
    public async Task AnySchedule_ThenAFlushAndACatchUp_GivesTheRowsOfARebuild(int chunk)
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
        await using var home = new EngineHome { Linger = TimeSpan.FromMilliseconds(random.Next(2) * 200) };
        home.Become<RunFacts>();
        var schedule = new Schedule(home, random);
        for (var i = 0; i < Operations; i++)
        {
            await schedule.DoOneAsync();
        }

        await schedule.FinishAsync();
        home.AssertRowsEqualRebuild();
        Assert.Equal(0, home.CatchUp.Waiting);
        foreach (var become in new Action<EngineHome>[] { HostHome.Become<RunFacts>, HostHome.Become<RunFactsNext> })
        {
            await schedule.SwitchAsync(become);
            await schedule.FinishAsync();
            home.AssertRowsEqualRebuild();
        }
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

        internal async Task DoOneAsync()
        {
            var thread = _threads[_random.Next(ThreadCount)];
            switch (_random.Next(24))
            {
                case < 9:
                    var item = Item();
                    thread.TryAppend(item.Type, item.Payload.Span, (Durability)_random.Next(2));
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
                    Wait(() => thread.FlushAsync());
                    break;
                case 18:
                    Wait(() => thread.UpdateMetadataAsync(Patch()));
                    break;
                case 19 when thread.Projected is { Committed: > 0 }:
                    EngineHome.AppendForeign(thread, Payloads.ForeignTokens(_random.Next(1000), _random.Next(50)));
                    break;
                case 20:
                    _home.Store.Pipeline.Reconciler.RunOnce();
                    break;
                case 21:
                    Exhaust();
                    break;
                case 22:
                    Restart(Array.IndexOf(_threads, thread));
                    break;
                case 23:
                    await SwitchAsync(_random.Next(3) switch { 0 => HostHome.BecomePlain, 1 => HostHome.Become<RunFacts>, _ => HostHome.Become<RunFactsNext> });
                    break;
            }
        }

        /// <summary>The process ends, in order or with a row behind its log, and one of another kind takes the threads up.</summary>
        internal async Task SwitchAsync(Action<EngineHome> become)
        {
            _home.Index.ClearScript();
            _rented.ForEach(_home.Projector.Deltas.Return);
            _rented.Clear();
            _home.Clock.AdvanceMs(10_000);
            foreach (var thread in _threads)
            {
                _waits.Add(thread.DiscardAsync());
            }

            if (_random.Next(2) == 0)
            {
                await _home.CloseAsync();
            }
            else
            {
                // Killed: what was published and not applied is in the logs alone.
                _home.Index.Dispose();
                _home.Stopped();
                _waits.Clear();
            }

            become(_home);
            _home.Reopen();
            for (var i = 0; i < ThreadCount; i++)
            {
                _threads[i] = IsThere(_threads[i]) ? _home.Store.Resume(_threads[i].Id) : _home.Create();
            }
        }

        internal async Task FinishAsync()
        {
            _home.Index.ClearScript();
            for (var i = 0; i < 3; i++)
            {
                _home.Clock.AdvanceMs(1000);
                _home.Settle();
            }

            var flushes = new List<Task>();
            foreach (var thread in _threads)
            {
                flushes.Add(thread.FlushAsync());
            }

            for (var i = 0; i < 3; i++)
            {
                _home.Reconcile();
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

            _waits.Clear();
        }

        private RolloutItem Item() => _random.Next(10) switch
        {
            0 => new RolloutItem(ItemType.EventMsg, Payloads.User($"message {_random.Next(100)}")),
            1 => new RolloutItem(ItemType.EventMsg, Payloads.User(new string('x', _random.Next(200, 3000)))),
            2 => new RolloutItem(ItemType.EventMsg, Payloads.Utf8($$"""{"type":"error","message":"{{(_random.Next(3) == 0 ? RunFacts.Poison : "e")}}"}""")),
            3 => new RolloutItem(ItemType.EventMsg, Payloads.TurnStart),
            4 => new RolloutItem(ItemType.TurnContext, Payloads.Utf8($$"""{"cwd":"/elsewhere","model":"{{new string('m', _random.Next(1, 400))}}","flagged":{{(_random.Next(2) == 0 ? "true" : "false")}}}""")),
            5 => new RolloutItem(ItemType.EventMsg, Payloads.Tokens(_random.Next(10_000))),
            6 or 7 => new RolloutItem(ItemType.ResponseItem, Payloads.Utf8("""{"type":"function_call","name":"f","arguments":"{}","call_id":"1"}""")),
            8 => new RolloutItem(ItemType.EventMsg, Payloads.Utf8("""{"type":"token_count","info":{"last_token_usage":{"output_tokens":@}}}""".Replace("@", Text(_random.Next(9)), StringComparison.Ordinal))),
            _ => new RolloutItem(ItemType.ResponseItem, Payloads.Touch),
        };

        // Only the store that has the projection journals its facts.
        private ThreadMetadataPatch Patch() => _home.Store is LocalThreadStore<RunFacts>
            ? new ThreadMetadataPatch
            {
                Facts = new RunFacts.Patch
                {
                    Label = _random.Next(3) == 0 ? MetadataField.Clear : $"label {_random.Next(9)}",
                    Priority = _random.Next(9),
                },
            }
            : new ThreadMetadataPatch { Name = $"name {_random.Next(100)}" };

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

        private void Restart(int index)
        {
            var old = _threads[index];
            _waits.Add(old.DiscardAsync());
            _threads[index] = IsThere(old) ? _home.Store.Resume(old.Id) : _home.Create();
        }

        private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

        private static bool IsThere(LiveThread thread) => thread.RolloutPath is { } path && System.IO.File.Exists(path);
    }
}
