using System;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Faults.Real;

/// <summary>Law: in a home that cannot be written what reads works, and what writes is refused by a typed error, also for root.</summary>
public sealed class ReadOnlyHomeTests
{
    private const int ReadOnlyFileSystem = 30;

    [MountFact]
    public async Task EveryVerb_InAHomeThatIsMountedReadOnly_ReadsOrIsRefused()
    {
        await using var home = new FolderWithStore();
        var thread = home.Create();
        for (var i = 0; i < 20; i++)
        {
            home.Append(thread);
        }

        await thread.ShutdownAsync();
        var row = home.Store.Read(thread.Id);
        await home.CloseAsync();

        using (var mount = Mount.ReadOnly(home.Home))
        {
            var store = LocalThreadStore.Open(HomeCheck.Options(mount.Path));
            await using (store)
            {
                Assert.Equal(row, Assert.Single(store.List(new ThreadListQuery()).Threads));
                Assert.Equal(row, store.Read(thread.Id));
                Assert.Equal(21, CountLines(store, thread.Id));
                AssertRefused(Assert.Throws<StorageFaultException>(() => store.Create(new CreateThreadParams { Cwd = "/work" })));
                AssertRefused(Assert.Throws<StorageFaultException>(() => store.Resume(thread.Id)));
                AssertRefused(Assert.Throws<StorageFaultException>(() => store.Fork(thread.Id)));
                AssertRefused(await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(store.ArchiveAsync(thread.Id))));
                AssertRefused(await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(store.DeleteAsync(thread.Id))));
                AssertRefused(await Assert.ThrowsAsync<StorageFaultException>(() =>
                    Guard.Task(store.UpdateMetadataAsync(thread.Id, new ThreadMetadataPatch { Name = "named" }))));
            }

            await HomeCheck.CheckByToolAsync(mount.Path);
            var (exitCode, text) = await ChildProcess.RunToolAsync("list", "--home", mount.Path, "--json");
            Assert.Equal(0, exitCode);
            Assert.Contains(thread.Id.ToString(), text, StringComparison.Ordinal);
        }

        // The same home, where it can be written: nothing has happened to it.
        await home.CheckAsync();
    }

    private static int CountLines(LocalThreadStore store, ThreadId id)
    {
        using var history = store.ReadHistory(id);
        var lines = 0;
        while (history.Read(out _))
        {
            lines++;
        }

        return lines;
    }

    private static void AssertRefused(StorageFaultException fault) =>
        Assert.Equal((StoragePart.Log, StorageOutcome.NotAccepted, ReadOnlyFileSystem), (fault.Part, fault.Outcome, fault.ErrorCode));
}
