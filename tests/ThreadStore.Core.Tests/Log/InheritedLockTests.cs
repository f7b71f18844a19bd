using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Log;

/// <summary>
/// Law: a lock that was given back is free, although a process that the host starts meanwhile still has a copy of the descriptor. Seen to
/// fail: with locks that are ended by closing their files alone.
/// </summary>
public sealed partial class InheritedLockTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Release_WhileACopyOfTheDescriptorIsOpen_FreesTheThread(bool unlink)
    {
        using var home = new TempHome();
        var folder = new LockFolder(home.Log, "tests");
        var held = WriterLock.TryAcquire(folder, TempHome.Id, out _);
        Assert.NotNull(held);
        var copy = CopyOf(home, $"{TempHome.Id}.lock");
        try
        {
            held.Release(unlink);

            var again = WriterLock.TryAcquire(new LockFolder(home.Log, "others"), TempHome.Id, out _);
            Assert.NotNull(again);
            again.Release(unlink: true);
        }
        finally
        {
            _ = close(copy);
        }
    }

    [Fact]
    public void Coordination_WhileACopyOfTheDescriptorIsOpen_IsFreeAfterwards()
    {
        using var home = new TempHome();
        var coordination = new LockFolder(home.Log, "tests").TryCoordinate(out _);
        Assert.NotNull(coordination);
        var copy = CopyOf(home, ".coordination.lock");
        try
        {
            coordination.Dispose();

            using var file = LogHandle.Open(Path.Combine(home.Directory, "thread-writer-locks", ".coordination.lock"), Libc.O_RDWR, 0, out _);
            Assert.True(LockFolder.TryLock(file!, out _));
        }
        finally
        {
            _ = close(copy);
        }
    }

    // As a fork of the process has it.
    private static int CopyOf(TempHome home, string name)
    {
        var file = Path.Combine(home.Directory, "thread-writer-locks", name);
        var link = Directory.GetFiles("/proc/self/fd").First(path => TargetOf(path) == file);
        var copy = dup(int.Parse(Path.GetFileName(link), System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(copy >= 0);
        return copy;
    }

    // Other tests open and close files meanwhile.
    private static string? TargetOf(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LibraryImport("libc")]
    private static partial int dup(int file);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
