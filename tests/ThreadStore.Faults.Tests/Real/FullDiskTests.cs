using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace ThreadStore.Faults.Real;

/// <summary>Law: a full disk refuses lines by name, takes none of those that it had, and everything heals by itself when there is room again.</summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    private const int NoSpaceLeft = 28;

    [MountFact]
    public async Task Append_OnAFullDisk_IsRefusedAndHealsWhenThereIsRoom()
    {
        using var disk = Mount.Small(3 << 20);
        await using var home = new FolderWithStore(disk.Path);
        var ballast = Path.Combine(disk.Path, "ballast");
        var thread = home.Create();
        home.Append(thread);
        await Guard.Task(thread.FlushAsync());

        for (var round = 0; round < 5; round++)
        {
            // The last bytes go by the store's own lines, so that a write runs out of room in its middle, too.
            Fill(ballast);
            var refused = FillByAppending(home, thread);
            Assert.Equal((StorageOutcome.NotAccepted, NoSpaceLeft), (refused.Outcome, refused.ErrorCode));
            Assert.Equal(NoSpaceLeft, thread.TryAppend(ItemType.EventMsg, home.Next(), Durability.Synced).ErrorCode);
            // What has a block of memory is accepted; it is written when there is room.
            home.Append(thread, Durability.Buffered);
            var lost = await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(thread.FlushAsync()));
            Assert.Equal((StoragePart.Log, StorageOutcome.Accepted, NoSpaceLeft), (lost.Part, lost.Outcome, lost.ErrorCode));

            File.Delete(ballast);
            var freed = Stopwatch.GetTimestamp();
            await Guard.Task(thread.FlushAsync(sync: true));
            output.WriteLine($"healed after {Stopwatch.GetElapsedTime(freed).TotalMilliseconds:F1} ms");
            Assert.Equal(thread.End.Offset, home.Store.Read(thread.Id).LogOffset);
            home.Append(thread, Durability.Synced);
        }

        await thread.ShutdownAsync();
        await home.CheckAsync();
    }

    // Where only the index has no room, a barrier waits or says so; appends go on.
    [MountFact]
    public async Task Append_WhileTheIndexHasNoRoom_GoesOnAndTheRowsFollow()
    {
        using var disk = Mount.Small(2 << 20);
        await using var home = new FolderWithStore();
        var ballast = Path.Combine(disk.Path, "ballast");
        var store = LocalThreadStore.Open(new ThreadStoreOptions
        {
            Home = home.Home,
            IndexDirectory = disk.Path,
            Application = "faults",
            ProjectionInterval = TimeSpan.FromMilliseconds(5),
        });
        await using (store)
        {
            var thread = store.Create(new CreateThreadParams { Id = home.Ledger.Id, Cwd = "/work" });
            home.Append(thread);
            await Guard.Task(thread.FlushAsync());
            for (var round = 0; round < 5; round++)
            {
                Fill(ballast);
                var faults = 0;
                while (faults == 0)
                {
                    // The WAL still takes some in what it has: at last it says so.
                    home.Append(thread);
                    try
                    {
                        await Guard.Task(thread.FlushAsync());
                    }
                    catch (StorageFaultException full)
                    {
                        Assert.Equal((StoragePart.Index, StorageOutcome.Accepted), (full.Part, full.Outcome));
                        faults++;
                    }
                }

                home.Append(thread, Durability.Synced);
                File.Delete(ballast);
                var freed = Stopwatch.GetTimestamp();
                await FlushAtLastAsync(thread);
                output.WriteLine($"healed after {Stopwatch.GetElapsedTime(freed).TotalMilliseconds:F1} ms");
                Assert.Equal(thread.End.Offset, store.Read(thread.Id).LogOffset);
            }
        }

        home.Ledger.Check(HomeCheck.LogOf(home.Home, home.Ledger.Id));
        Assert.Empty(await LocalThreadStore.VerifyAsync(new ThreadStoreOptions { Home = home.Home, IndexDirectory = disk.Path }));
    }

    // An attempt that was under way when room was made may still fail.
    private static async Task FlushAtLastAsync(LiveThread thread)
    {
        try
        {
            await Guard.Task(thread.FlushAsync());
        }
        catch (StorageFaultException)
        {
            await Guard.Task(thread.FlushAsync());
        }
    }

    private static AppendResult FillByAppending(FolderWithStore home, LiveThread thread)
    {
        while (true)
        {
            var result = thread.TryAppend(ItemType.EventMsg, home.Next(), Durability.Written);
            if (!result.IsAccepted)
            {
                return result;
            }

            home.Accepted(result.Position);
        }
    }

    private static void Fill(string path)
    {
        var block = new byte[4096];
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
