using System.IO;
using System.Threading.Tasks;
using ThreadStore.Projection;
using Xunit;

namespace ThreadStore;

// A resume that fails changes nothing: it leaves no lock file, and takes none away that marks a thread for recovery.
public sealed class FailedResumeTests
{
    private const string Id = "01a1fcb8-0000-7000-8000-000000000001";
    private const string Foreign = """{"timestamp":"2026-11-21T06:08:10.743Z","type":"session_meta","payload":{"id":"01a1fcb8-0000-7000-8000-000000000002","cwd":"/w"}}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Resume_FileOfAnotherThread_LeavesTheLockFolderAsItWas(bool isMarked)
    {
        await using var home = new StoreHome();
        home.Write(Id, Foreign);
        if (isMarked)
        {
            await File.WriteAllBytesAsync(home.LockOf(Id), []);
        }

        var store = await home.OpenAsync();

        Assert.Throws<ConflictException>(() => store.Resume(ThreadId.Parse(Id)));

        Assert.Equal(isMarked, File.Exists(home.LockOf(Id)));
    }
}
