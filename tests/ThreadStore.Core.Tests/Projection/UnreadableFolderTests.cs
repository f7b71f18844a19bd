using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// The law: what lies in a folder that may not be read is unknown, not gone: its rows stay. Seen to fail: with the row of a rollout that was
/// seen nowhere removed all the same, with the fault of a listing left out of catch-up, and with a rebuild that makes an index without looking first.
/// </summary>
public sealed class UnreadableFolderTests
{
    private const string Id = "01a1fcb8-0000-7000-8000-000000000001";
    private const string Meta = $$$"""{"timestamp":"2026-11-21T06:08:10.743Z","type":"session_meta","payload":{"id":"{{{Id}}}","cwd":"/w"}}""";
    private const string Archive = "archived_sessions";

    [Fact]
    public async Task Sweep_WhileAThreadIsWhereNobodyMayLook_KeepsItsRow()
    {
        await using var home = new StoreHome();
        var (store, path) = await OpenAsync(home);
        MoveIntoTheArchive(store, path);
        store.Home.Layout.RefuseListing = Refuse;

        await Guard.Task(store.Pipeline.Reconciler.SweepAsync());
        Assert.False(store.Read(ThreadId.Parse(Id)).Archived);
        store.Home.Layout.RefuseListing = null;
        await Guard.Task(store.Pipeline.Reconciler.SweepAsync());

        Assert.True(store.Read(ThreadId.Parse(Id)).Archived);
    }

    [Fact]
    public async Task CatchUp_OfAThreadThatIsWhereNobodyMayLook_FailsAndKeepsItsRow()
    {
        await using var home = new StoreHome();
        var (store, path) = await OpenAsync(home);
        MoveIntoTheArchive(store, path);
        store.Home.Layout.RefuseListing = Refuse;

        Assert.True(RolloutPath.TryParse(Path.GetRelativePath(store.HomeDirectory, path), out var rollout));
        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(store.Pipeline.CatchUp.RequestAsync(ThreadId.Parse(Id), rollout)));

        Assert.Equal((StoragePart.Log, Libc.EACCES), (fault.Part, fault.ErrorCode));
        Assert.Equal(Id, store.Read(ThreadId.Parse(Id)).Id.ToString());
    }

    [Fact]
    public async Task Rebuild_WithAFolderThatMayNotBeRead_IsRefusedAndTheIndexStays()
    {
        await using var home = new StoreHome();
        var (store, _) = await OpenAsync(home);
        store.Home.Layout.RefuseListing = static folder => folder.EndsWith("/21", StringComparison.Ordinal) ? Libc.EACCES : 0;

        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(store.RebuildAsync()));

        Assert.Contains("sessions/2026/11/21", fault.Message, StringComparison.Ordinal);
        Assert.Equal(Id, store.Read(ThreadId.Parse(Id)).Id.ToString());
        Assert.EndsWith(".1.sqlite", Directory.GetFiles(store.HomeDirectory, "threadstore-*.sqlite").Single(), StringComparison.Ordinal);
    }

    // As in a folder that may not be entered.
    [Theory]
    [InlineData(Libc.EACCES, false)]
    [InlineData(Libc.EIO, false)]
    [InlineData(Libc.ENOENT, true)]
    [InlineData(Libc.ENOTDIR, true)]
    public void IsMissing_OnlyWhenTheDiskSaysSo(int errno, bool isMissing)
    {
        using var home = new TempHome();
        home.Device.Always(LogOperation.GetLengthByPath, errno);

        Assert.Equal(isMissing, home.Log.IsMissing(home.Path));
    }

    private static int Refuse(string folder) => folder == Archive ? Libc.EACCES : 0;

    private static async Task<(LocalThreadStore Store, string Path)> OpenAsync(StoreHome home)
    {
        var path = home.Write(Id, Meta);
        return (await home.OpenAsync(), path);
    }

    private static void MoveIntoTheArchive(LocalThreadStore store, string path)
    {
        var archive = Directory.CreateDirectory(Path.Combine(store.HomeDirectory, Archive)).FullName;
        File.Move(path, Path.Combine(archive, Path.GetFileName(path)));
    }
}
