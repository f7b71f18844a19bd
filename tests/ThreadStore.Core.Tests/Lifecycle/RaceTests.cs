using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Lifecycle;

/// <summary>
/// Two processes archive, unarchive, delete, rename and resume one thread at once: each verb ends, or is refused by a typed error, and in
/// the end the home holds the thread once or not at all, with every line that was accepted and the rows of a rebuild. Seen to fail: with a
/// delete that leaves the row to the next sweep.
/// </summary>
public sealed class RaceTests
{
    [Fact]
    public async Task VerbsOfTwoProcesses_OnOneThread_Agree()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var path = Directory.CreateTempSubdirectory("threadstore-race-").FullName;
            var options = new ThreadStoreOptions { Home = path, RefreshInterval = Timeout.InfiniteTimeSpan };
            var first = LocalThreadStore.Open(options);
            var second = LocalThreadStore.Open(options, new StoreSeams { IsSecondProcess = true });
            var id = await CreateAsync(first);
            using var start = new Barrier(3);
            var accepted = new ConcurrentBag<Position>();
            var deletes = 0;

            await Guard.Task(Task.WhenAll(Run(first, seed * 3), Run(second, (seed * 3) + 1), Run(seed % 2 == 0 ? second : first, (seed * 3) + 2)));

            if (deletes == 0)
            {
                var rollout = Directory.GetFiles(path, "rollout-*", SearchOption.AllDirectories)[0];
                Assert.Equal(accepted.Count, File.ReadLines(rollout).Count(static line => line.Contains("\"token_count\"", StringComparison.Ordinal)));
            }

            // A second delete may find the row that the first one is just removing.
            Assert.Equal(deletes > 0 ? 0 : 1, Directory.GetFiles(path, "rollout-*", SearchOption.AllDirectories).Length);
            Assert.Equal(deletes > 0, IsGone(first, id));
            await second.DisposeAsync();
            await first.DisposeAsync();
            Assert.Empty(await LocalThreadStore.VerifyAsync(options));
            Directory.Delete(path, recursive: true);

            Task Run(LocalThreadStore store, int number) => Task.Run(async () =>
            {
                var random = new Random(number);
                start.SignalAndWait();
                for (var i = 0; i < 6; i++)
                {
                    try
                    {
                        var verb = random.Next(12);
                        await Verb(store, id, verb, accepted);
                        Interlocked.Add(ref deletes, verb == 0 ? 1 : 0);
                    }
                    catch (ThreadStoreException refused) when (refused is not StorageFaultException)
                    {
                    }
                }
            });
        }
    }

    // Seen to fail: with verbs that take no turn.
    [Fact]
    public async Task VerbsOfOneProcess_OnOneThreadAtOnce_FollowEachOther()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();

        // None of them ends before the test steps the store.
        var rename = home.Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "name" });
        var labels = Enumerable.Range(0, 5).Select(i => home.Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Labels = new Dictionary<string, string?> { [$"k{i}"] = "v" } }));
        List<Task> all = [rename, .. labels, home.Store.ArchiveAsync(id)];
        await home.Run(Task.WhenAll(all));

        Assert.Equal(("name", 5, true), (home.Row(id)!.Name, home.Row(id)!.Labels.Count, home.Row(id)!.Archived));
        Assert.Empty(home.LockFiles);
        await home.Run(Task.WhenAll(home.Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "last" }), home.Store.DeleteAsync(id)));
        Assert.Empty(home.Files(id));
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task VerbThatWaitsForAnother_Cancelled_DoesNothingAndHoldsNobodyUp()
    {
        await using var home = new EngineHome();
        var id = await home.ClosedAsync();
        using var cancellation = new CancellationTokenSource();
        var first = home.Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "first" });
        var archive = home.Store.ArchiveAsync(id, cancellation.Token);
        var last = home.Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "last" });

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Guard.Task(archive));
        await home.Run(Task.WhenAll(first, last));

        Assert.Equal(("last", false), (home.Row(id)!.Name, home.Row(id)!.Archived));
    }

    private static async Task<ThreadId> CreateAsync(LocalThreadStore store)
    {
        await using var thread = store.Create(new CreateThreadParams { Cwd = "/work" });
        thread.AppendUser("first");
        return thread.Id;
    }

    private static bool IsGone(LocalThreadStore store, ThreadId id)
    {
        try
        {
            return store.Read(id) is null;
        }
        catch (ThreadNotFoundException)
        {
            return true;
        }
    }

    private static async Task Verb(LocalThreadStore store, ThreadId id, int number, ConcurrentBag<Position> accepted)
    {
        switch (number)
        {
            case 0:
                await store.DeleteAsync(id);
                break;
            case < 4:
                await store.ArchiveAsync(id);
                break;
            case < 7:
                await store.UnarchiveAsync(id);
                break;
            case < 9:
                await store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "name", Labels = new Dictionary<string, string?> { [$"k{number}"] = "v" } });
                break;
            default:
                var live = store.Resume(id);
                accepted.Add(live.AppendTokens(number));
                await live.ShutdownAsync();
                break;
        }
    }
}
