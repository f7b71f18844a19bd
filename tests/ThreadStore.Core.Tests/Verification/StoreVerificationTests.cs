using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Projection;
using Xunit;

namespace ThreadStore.Verification;

// An index is right when it is what a rebuild of the logs would give; what no rebuild can read is not held against it.
public sealed class StoreVerificationTests
{
    private const string Id = "01a1fcb8-0000-7000-8000-000000000001";
    private const string Meta = $$$"""{"timestamp":"2026-11-21T06:08:10.743Z","type":"session_meta","payload":{"id":"{{{Id}}}","cwd":"/w"}}""";
    private const string Said = """{"timestamp":"2026-11-21T06:08:12.000Z","type":"event_msg","payload":{"type":"user_message","message":"Said"}}""";

    [Fact]
    public async Task Verify_OfACompressedLogThatKeptItsRow_FindsNothing()
    {
        await using var home = new StoreHome();
        var path = home.Write(Id, Meta, Said);
        var store = await home.OpenAsync();
        File.Move(path, path + ".zst");
        await store.Pipeline.Reconciler.SweepAsync();

        var found = await LocalThreadStore.VerifyAsync(new ThreadStoreOptions { Home = store.HomeDirectory });

        Assert.Empty(found);
        Assert.Equal("Said", store.Read(ThreadId.Parse(Id)).Preview);
        Assert.EndsWith(".jsonl.zst", store.Read(ThreadId.Parse(Id)).RolloutPath);
    }

    [Fact]
    public async Task Verify_OfALogThatIsGone_FindsItsRow()
    {
        await using var home = new StoreHome();
        var path = home.Write(Id, Meta, Said);
        var store = await home.OpenAsync();
        File.Delete(path);

        var found = await LocalThreadStore.VerifyAsync(new ThreadStoreOptions { Home = store.HomeDirectory });

        Assert.Equal(DifferenceKind.Orphan, Assert.Single(found).Kind);
    }

    [Fact]
    public async Task Verify_OfARowBehindItsLog_SaysWhereItStands()
    {
        await using var home = new StoreHome();
        var path = home.Write(Id, Meta);
        var store = await home.OpenAsync();
        var end = new FileInfo(path).Length;
        File.AppendAllText(path, Said + "\n");

        var found = Assert.Single(await LocalThreadStore.VerifyAsync(new ThreadStoreOptions { Home = store.HomeDirectory }));

        Assert.Equal((DifferenceKind.Behind, end, Said.Length + 1L), (found.Kind, found.Offset, found.Length));
    }

    // Seen to fail: with the fault of the index let through.
    [Fact]
    public async Task Verify_OfADamagedIndex_SaysWhatTheLogsSayAllTheSame()
    {
        await using var home = new StoreHome();
        home.Write(Id, Meta, "garbage");
        var directory = (await home.OpenAsync()).HomeDirectory;
        await home.Store!.DisposeAsync();
        File.WriteAllText(Directory.GetFiles(directory, "threadstore-*.sqlite")[0], new string('x', 8192));

        var found = await LocalThreadStore.VerifyAsync(new ThreadStoreOptions { Home = directory });

        Assert.Equal([DifferenceKind.BadLine, DifferenceKind.DamagedIndex], found.Select(static one => one.Kind));
        Assert.Null(found[1].Thread);
    }

    [Fact]
    public async Task Verify_OfAHomeThatIsNotThere_MakesNone()
    {
        var missing = Path.Combine(Path.GetTempPath(), $"threadstore-missing-{Id}");

        await Assert.ThrowsAsync<InvalidRequestException>(() => LocalThreadStore.VerifyAsync(new ThreadStoreOptions { Home = missing }));

        Assert.False(Directory.Exists(missing));
    }
}
