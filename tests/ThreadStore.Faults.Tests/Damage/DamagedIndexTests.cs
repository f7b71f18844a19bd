using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Faults.Damage;

/// <summary>
/// The law: whatever becomes of the index's files while nobody looks, the home opens, threads are taken up and appended to, lists answer
/// or say why not, and the index is that of a rebuild again. Seen to fail: with a damaged index that is trusted.
/// </summary>
public sealed class DamagedIndexTests
{
    private const int DatabaseHeader = 100;
    private const int WalHeader = 32;

    private static readonly string[] s_files = ["", "-wal", "-shm"];

    public static TheoryData<bool, int> Deletions
    {
        get
        {
            var cases = new TheoryData<bool, int>();
            foreach (var isKilled in new[] { false, true })
            {
                for (var files = 0; files < 8; files++)
                {
                    cases.Add(isKilled, files);
                }
            }

            return cases;
        }
    }

    [Fact]
    public async Task Header_WithAnyByteFlipped_IsMendedOrReplaced()
    {
        using var closed = await HomeCopy.MakeAsync(isKilled: false);
        for (var at = 0; at < DatabaseHeader; at++)
        {
            await CheckAsync(closed, index => Flip(index, at), $"byte {at} of the header");
        }
    }

    [Fact]
    public async Task WalHeader_WithAnyByteFlipped_IsMendedOrReplaced()
    {
        using var killed = await HomeCopy.MakeAsync(isKilled: true);
        for (var at = 0; at < WalHeader; at++)
        {
            await CheckAsync(killed, index => Flip(index + "-wal", at), $"byte {at} of the WAL's header");
        }
    }

    [Theory]
    [MemberData(nameof(Deletions))]
    public async Task Files_DeletedInAnyCombination_AreMadeAnew(bool isKilled, int files)
    {
        using var home = await HomeCopy.MakeAsync(isKilled);
        await CheckAsync(
            home,
            index =>
            {
                foreach (var suffix in s_files.Where((_, number) => (files & (1 << number)) != 0))
                {
                    File.Delete(index + suffix);
                }
            },
            $"combination {files}");
    }

    private static async Task CheckAsync(HomeCopy copy, Action<string> damage, string where)
    {
        try
        {
            await CheckAsync(copy, damage);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{where}: {failure.Message}", failure);
        }
    }

    private static async Task CheckAsync(HomeCopy copy, Action<string> damage)
    {
        await using var home = new EngineHome();
        copy.PutInto(home.Path);
        damage(Path.Combine(home.Path, copy.IndexName));

        try
        {
            _ = home.Store.List(new ThreadListQuery());
        }
        catch (StorageFaultException fault)
        {
            Assert.Equal(StoragePart.Index, fault.Part);
        }

        foreach (var id in copy.Threads)
        {
            var thread = home.Store.Resume(id);
            thread.AppendTokens(77, Durability.Synced);
            await thread.DiscardAsync();
        }

        for (var looks = 0; looks < 3; looks++)
        {
            home.Clock.AdvanceMs(600);
            home.Reconcile();
        }

        Assert.Equal(copy.Threads.Order(), home.Store.List(new ThreadListQuery()).Threads.Select(static row => row.Id).Order());
        Assert.All(copy.Threads, id => Assert.Equal(77, home.Row(id)!.TokensUsed));
        home.AssertRowsEqualRebuild();
    }

    private static void Flip(string path, int at)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 0xff));
    }
}
