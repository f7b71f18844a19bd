using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Faults.Operations;

/// <summary>
/// A host as the contract wants it: what was not accepted it tries again, what was accepted it does not, and where the outcome is unknown
/// it ends the handle and opens the thread anew. It holds every answer against the files at once.
/// </summary>
internal sealed class SteppedHost(EngineHome home)
{
    // No fault of the scripts lasts longer.
    private const int Patience = 30;

    private readonly Dictionary<ThreadId, ToldLines> _told = [];
    private readonly Dictionary<ThreadId, HistoryMode> _modes = [];

    public async Task<LiveThread> CreateAsync(string name, ThreadId id, HistoryMode mode = HistoryMode.Paginated)
    {
        _told[id] = new ToldLines(name);
        _modes[id] = mode;
        return await RetryAsync(() => Task.FromResult(Create(id)));
    }

    public async Task<LiveThread> ResumeAsync(ThreadId id) => await RetryAsync(() => Task.FromResult(home.Store.Resume(id)));

    public async Task<LiveThread> ForkAsync(string name, ThreadId parent, ThreadId id)
    {
        _told[id] = new ToldLines(name);
        return await RetryAsync(
            () => Task.FromResult(home.Store.Fork(parent, new ForkThreadParams { Id = id })),
            _ => Assert.Null(FileOf(id)));
    }

    /// <summary>Appends until a line is in; gives the handle that is open then.</summary>
    public async Task<LiveThread> AppendAsync(LiveThread thread, Durability durability)
    {
        var told = _told[thread.Id];
        for (var attempts = 0; attempts < Patience; attempts++)
        {
            var mark = told.NextMark();
            var result = thread.TryAppend(ItemType.EventMsg, Said(mark, thread.HistoryMode), durability);
            told.Note(mark, result.Outcome, result.IsAccepted || result.Outcome is StorageOutcome.Accepted ? result.Position : null);
            switch (result.Outcome)
            {
                case StorageOutcome.Accepted:
                    return thread;
                case StorageOutcome.Unknown:
                    thread = await ReopenAsync(thread);
                    break;
                default:
                    Step();
                    break;
            }
        }

        throw new InvalidOperationException($"{told.Name} takes no line any more");
    }

    public Task<LiveThread> FlushAsync(LiveThread thread, bool sync) => HandleAsync(
        thread,
        async live =>
        {
            await Run(live.FlushAsync(sync));
            var length = FileOf(live.Id) is { } file ? new FileInfo(file).Length : 0;
            Assert.Equal(length, home.Row(live.Id)?.LogOffset ?? 0);
        });

    public async Task<LiveThread> RenameAsync(LiveThread thread)
    {
        var told = _told[thread.Id];
        return await HandleAsync(thread, async live =>
        {
            var name = told.NextMark();
            try
            {
                await Run(live.UpdateMetadataAsync(new ThreadMetadataPatch { Name = name }));
                told.Accepted(name, null);
            }
            catch (StorageFaultException fault)
            {
                told.Note(name, fault.Outcome, fault.Position);
                if (fault.Outcome is not StorageOutcome.Accepted)
                {
                    throw;
                }

                await Run(live.FlushAsync());
            }

            Assert.Equal(name, home.Row(live.Id)!.Name);
        });
    }

    /// <summary>Renames a thread that is not live.</summary>
    public Task RenameClosedAsync(ThreadId id) => RetryAsync(async () =>
    {
        var name = _told[id].NextMark();
        try
        {
            await Run(home.Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = name }));
            _told[id].Accepted(name, null);
        }
        catch (StorageFaultException fault)
        {
            _told[id].Note(name, fault.Outcome, fault.Position);
            throw;
        }

        // What an earlier attempt left open, the opening of this one has decided.
        _told[id].Decide(FileOf(id));
        return true;
    });

    public async Task ShutdownAsync(LiveThread thread, bool sync) => await HandleAsync(thread, live => Run(live.ShutdownAsync(sync)));

    /// <summary>Ends the handle without writing what is buffered.</summary>
    public async Task DiscardAsync(LiveThread thread) => _told[thread.Id].Dropped(await Run(thread.DiscardAsync()), isCertain: true);

    public Task MoveAsync(ThreadId id, bool isArchiving) => RetryAsync(async () =>
    {
        try
        {
            await Run(isArchiving ? home.Store.ArchiveAsync(id) : home.Store.UnarchiveAsync(id));
        }
        catch (InvalidRequestException)
        {
            // It says that it is there already: then it must be.
        }

        home.Reconcile();
        Assert.Equal(isArchiving, FileOf(id)!.Contains("archived_sessions", StringComparison.Ordinal));
        return true;
    });

    public async Task DeleteAsync(ThreadId id, DeleteThreadOptions options = DeleteThreadOptions.None)
    {
        await RetryAsync(async () =>
        {
            try
            {
                await Run(home.Store.DeleteAsync(id, options));
            }
            catch (ThreadNotFoundException)
            {
                // An earlier attempt was through.
            }

            return true;
        });
        Assert.Null(FileOf(id));
        Assert.Null(home.Row(id));
        _told.Remove(id);
    }

    /// <summary>Opens the home anew, as the next process does, and holds everything that was told against it.</summary>
    public async Task CheckAsync()
    {
        home.Device!.Script = null;
        home.Clock.AdvanceMs(10_000);
        home.StartThreads();
        await Guard.Task(home.Store.DisposeAsync().AsTask());
        home.Stopped();
        home.Reconcile();
        Assert.Equal(_told.Count(told => FileOf(told.Key) is not null), home.Rollouts.Length);
        foreach (var (id, told) in _told)
        {
            told.Check(FileOf(id));
        }

        home.AssertRowsEqualRebuild();
        // And it goes on.
        foreach (var (id, told) in _told)
        {
            if (!FileOf(id)!.Contains("archived_sessions", StringComparison.Ordinal))
            {
                await ShutdownAsync(await AppendAsync(home.Store.Resume(id), Durability.Synced), sync: true);
            }
        }

        home.AssertRowsEqualRebuild();
    }

    public void Step()
    {
        // Past every back-off.
        home.Clock.AdvanceMs(600);
        home.Settle();
    }

    // Longer than what travels in a delta: the projector reads it from the log.
    private static byte[] Said(string mark, HistoryMode mode)
    {
        var text = mark.PadRight(400, '.');
        return mode is HistoryMode.Paginated ? Payloads.User(text)
            : Payloads.Utf8("""{"type":"user_message","message":"@","images":[]}""".Replace("@", text, StringComparison.Ordinal));
    }

    private LiveThread Create(ThreadId id) => home.Store.Create(new CreateThreadParams { Id = id, Cwd = "/work", HistoryMode = _modes[id] });

    private string? FileOf(ThreadId id) => home.Rollouts.SingleOrDefault(path => path.Contains(id.ToString(), StringComparison.Ordinal));

    // "Re-opening decides": the handle ends, and what the log says after the next open is the truth.
    private async Task<LiveThread> ReopenAsync(LiveThread thread)
    {
        _told[thread.Id].Dropped(await Run(thread.DiscardAsync()), isCertain: false);
        var opened = await ResumeOrSkipAsync(thread.Id);
        _told[thread.Id].Decide(FileOf(thread.Id));
        return opened;
    }

    // A first write that did not get in has left no thread.
    private Task<LiveThread> ResumeOrSkipAsync(ThreadId id) => RetryAsync(() =>
    {
        try
        {
            return Task.FromResult(home.Store.Resume(id));
        }
        catch (ThreadNotFoundException)
        {
            return Task.FromResult(Create(id));
        }
    });

    private async Task<LiveThread> HandleAsync(LiveThread thread, Func<LiveThread, Task> verb)
    {
        for (var attempts = 0; attempts < Patience; attempts++)
        {
            try
            {
                await verb(thread);
                return thread;
            }
            catch (StorageFaultException fault)
            {
                thread = fault.Outcome is StorageOutcome.Unknown ? await ReopenAsync(thread) : thread;
                Step();
            }
        }

        throw new InvalidOperationException($"{_told[thread.Id].Name} does not heal");
    }

    private async Task<T> RetryAsync<T>(Func<Task<T>> verb, Action<StorageFaultException>? onFault = null)
    {
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                return await verb();
            }
            catch (StorageFaultException fault) when (attempts < Patience)
            {
                onFault?.Invoke(fault);
                Step();
            }
        }
    }

    private async Task<T> Run<T>(Task<T> verb)
    {
        await Run((Task)verb);
        return await verb;
    }

    // The clock moves past back-offs.
    private Task Run(Task verb) => Guard.Stepping(verb, Step);
}
