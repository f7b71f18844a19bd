using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Lifecycle;

/// <summary>
/// The law: a process that dies before any operation of a verb leaves a home in which the thread is whole, and the verb, called again,
/// ends as if nothing had happened: nothing lost, nothing twice, the rows those of a rebuild. Seen to fail: with the journal line written
/// whether it is there or not.
/// </summary>
public sealed class KillTests
{
    private const string Text = "what was said";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Archive_KilledBeforeAnyOperation_EndsWhenItIsCalledAgain(bool looksFirst) => AnyKill(
        looksFirst,
        static (_, _) => Task.CompletedTask,
        static (store, id) => store.ArchiveAsync(id),
        static (home, id) =>
        {
            Assert.Equal(home.ArchivePath(id), Path.Combine(home.Path, Assert.Single(home.FilesWithoutLock(id))));
            Assert.True(home.Row(id)!.Archived);
            Assert.Equal(1, LinesWith(home, id, "\"archived_at\":\""));
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Unarchive_KilledBeforeAnyOperation_EndsWhenItIsCalledAgain(bool looksFirst) => AnyKill(
        looksFirst,
        static (home, id) => home.Run(home.Store.ArchiveAsync(id)),
        static (store, id) => store.UnarchiveAsync(id),
        static (home, id) =>
        {
            Assert.Equal(home.ActivePath(id), Path.Combine(home.Path, Assert.Single(home.FilesWithoutLock(id))));
            Assert.False(home.Row(id)!.Archived);
            Assert.Equal(1, LinesWith(home, id, "\"archived_at\":null"));
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Delete_KilledBeforeAnyOperation_EndsWhenItIsCalledAgain(bool looksFirst) => AnyKill(
        looksFirst,
        static async (home, id) =>
        {
            await home.Run(home.Store.UpdateMetadataAsync(id, new ThreadMetadataPatch { Name = "named" }));
            VerbHome.Put(Path.Combine(home.Path, $"threadstore/torn/{id}-0"), "x"u8);
            VerbHome.Put(home.ArchivePath(id, isCompressed: true), "x"u8);
        },
        static (store, id) => store.DeleteAsync(id),
        static (home, id) =>
        {
            Assert.Empty(home.FilesWithoutLock(id));
            Assert.Null(home.Row(id));
            Assert.DoesNotContain(id.ToString(), File.ReadAllText(Path.Combine(home.Path, "session_index.jsonl")), StringComparison.Ordinal);
        });

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Fork_KilledBeforeAnyOperation_LeavesAWholeForkOrNone(HistoryMode mode)
    {
        for (var n = 0; ; n++)
        {
            var device = new ScriptedLogDevice();
            await using var home = new EngineHome { Device = device };
            var parent = await home.ClosedAsync(Text, mode);
            var lines = home.Lines(parent).Count;

            var isKilled = Kill(device, n, () => home.Store.Fork(parent, new ForkThreadParams { Id = TempHome.OtherId }).DiscardAsync());
            home.Reopen();
            home.Settle();
            home.Reconcile();

            if (File.Exists(home.ActivePath(TempHome.OtherId)))
            {
                Assert.Equal(mode is HistoryMode.Legacy ? lines + 1 : 1, home.Lines(TempHome.OtherId).Count);
                Assert.Equal(parent.ToString(), home.Row(TempHome.OtherId)!.ForkedFromId);
            }
            else
            {
                await home.Store.Fork(parent, new ForkThreadParams { Id = TempHome.OtherId }).DiscardAsync();
            }

            home.Settle();
            Assert.Equal(lines, home.Lines(parent).Count);
            Assert.DoesNotContain(home.Files(TempHome.OtherId), static path => path.EndsWith(".part", StringComparison.Ordinal));
            home.AssertRowsEqualRebuild();
            if (!isKilled)
            {
                Assert.True(n > 4, "the kills have reached operations");
                return;
            }
        }
    }

    private static async Task AnyKill(
        bool looksFirst, Func<EngineHome, ThreadId, Task> prepare, Func<LocalThreadStore, ThreadId, Task> verb, Action<EngineHome, ThreadId> check)
    {
        for (var n = 0; ; n++)
        {
            var device = new ScriptedLogDevice();
            await using var home = new EngineHome { Device = device };
            var kept = await home.ClosedAsync("kept");
            var id = await home.ClosedAsync(Text);
            await prepare(home, id);

            var isKilled = Kill(device, n, () => verb(home.Store, id));
            home.Reopen();
            if (looksFirst)
            {
                home.Settle();
                home.Reconcile();
                home.AssertRowsEqualRebuild();
                AssertWholeOrGone(home, id);
            }

            await AgainAsync(home, () => verb(home.Store, id));

            home.Settle();
            home.Reconcile();
            check(home, id);
            Assert.Single(home.Files(kept));
            Assert.Equal("kept", home.Row(kept)!.Preview);
            home.AssertRowsEqualRebuild();
            if (!isKilled)
            {
                Assert.True(n > 4, "the kills have reached operations");
                return;
            }
        }
    }

    // From the n-th operation on nothing reaches the disk, and the store is left as it stands: true when it came to that.
    private static bool Kill(ScriptedLogDevice device, int n, Func<Task> verb)
    {
        var first = device.Operations.Count;
        var isKilled = false;
        device.Script = (number, _) =>
        {
            isKilled = number >= first + n;
            return isKilled ? throw new KilledException() : null;
        };
        try
        {
            // What it does to files it does before it returns; it is not waited for, as its process is gone by then.
            _ = verb().Exception;
        }
        catch (KilledException)
        {
        }

        device.Script = null;
        return isKilled;
    }

    // A verb that was through says so: the thread is on the other side, or gone.
    private static async Task AgainAsync(EngineHome home, Func<Task> verb)
    {
        try
        {
            await home.Run(verb());
        }
        catch (Exception done) when (done is InvalidRequestException or ThreadNotFoundException)
        {
        }
    }

    private static void AssertWholeOrGone(EngineHome home, ThreadId id)
    {
        var rollouts = home.Rollouts.Where(path => path.Contains(id.ToString(), StringComparison.Ordinal)).ToList();
        Assert.Equal(rollouts.Count, home.Row(id) is null ? 0 : 1);
        Assert.All(rollouts, static path => Assert.Contains(Text, File.ReadAllText(path), StringComparison.Ordinal));
    }

    private static int LinesWith(EngineHome home, ThreadId id, string text) => home.Lines(id).Count(line => line.Contains(text, StringComparison.Ordinal));

    private sealed class KilledException : Exception;
}
