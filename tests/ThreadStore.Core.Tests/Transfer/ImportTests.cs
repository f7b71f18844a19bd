using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Transfer;

/// <summary>
/// The law: an import overwrites nothing, shows nothing before all of the archive is verified, and wherever it is stopped, importing once
/// more ends as if it had not been.
/// </summary>
public sealed class ImportTests
{
    [Fact]
    public async Task Import_OfAThreadThatIsThere_ChangesNothingOfIt()
    {
        await using var home = new TransferHome();
        var path = home.Write(TransferHome.First, TransferHome.Said("one"));
        var (archive, _) = await home.ExportAsync();

        Assert.Equal(ImportOutcome.Present, await OutcomeAsync());
        File.AppendAllText(path, TransferHome.Said("two"));
        Assert.Equal(ImportOutcome.Present, await OutcomeAsync());
        File.WriteAllText(path, File.ReadAllText(path).Replace("one", "0ne", StringComparison.Ordinal));
        Assert.Equal(ImportOutcome.Conflict, await OutcomeAsync());
        File.WriteAllText(path, TransferHome.Meta(TransferHome.First));
        Assert.Equal(ImportOutcome.Conflict, await OutcomeAsync());
        File.Move(path, path + ".zst");
        Assert.Equal(ImportOutcome.Conflict, await OutcomeAsync());

        async Task<ImportOutcome> OutcomeAsync()
        {
            var before = home.Rollouts;
            var foreseen = Assert.Single((await home.ImportAsync(archive, isDryRun: true)).Threads);
            var thread = Assert.Single((await home.ImportAsync(archive)).Threads);
            Assert.Equal(before, home.Rollouts);
            Assert.Equal(foreseen, thread);
            Assert.NotNull(thread.Reason);
            return thread.Outcome;
        }
    }

    [Fact]
    public async Task Import_OfAThreadThatIsArchivedHere_LeavesItThere()
    {
        await using var home = new TransferHome();
        var path = home.Write(TransferHome.First, TransferHome.Said("one"));
        var (archive, _) = await home.ExportAsync();
        Directory.CreateDirectory(home.PathOf("archived_sessions"));
        File.Move(path, home.PathOf($"archived_sessions/{Path.GetFileName(path)}"));
        var before = home.Rollouts;

        Assert.Equal(ImportOutcome.Present, Assert.Single((await home.ImportAsync(archive)).Threads).Outcome);

        Assert.Equal(before, home.Rollouts);
    }

    [Fact]
    public async Task Import_MakesFilesAndFoldersForTheOwnerAlone_WithTheTimesThatTheyHad()
    {
        await using var home = new TransferHome();
        var changedAt = new DateTime(2026, 11, 20, 1, 2, 3, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(home.Write(TransferHome.First), changedAt);
        var (archive, _) = await home.ExportAsync();

        await using var other = new TransferHome();
        await other.ImportAsync(archive);

        var path = other.PathOf(TransferHome.NameOf(TransferHome.First));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(changedAt, File.GetLastWriteTimeUtc(path));
        for (var folder = new FileInfo(path).Directory!; folder.FullName != other.Directory; folder = folder.Parent!)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, folder.UnixFileMode);
        }

        Assert.DoesNotContain(Directory.GetDirectories(other.PathOf("threadstore")), static folder => folder.Contains("import", StringComparison.Ordinal));
        Assert.Equal(1UL, (ulong)LinkCount(path));
    }

    [Fact]
    public async Task Import_DryRun_MakesNothing()
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.First);
        var (archive, _) = await home.ExportAsync();

        await using var other = new TransferHome();
        await Guard.Task(other.Store.CaughtUp);
        var before = Directory.GetFileSystemEntries(other.Directory, "*", SearchOption.AllDirectories);
        var report = await other.ImportAsync(archive, isDryRun: true);

        Assert.True(report.IsDryRun);
        Assert.Equal(ImportOutcome.Imported, Assert.Single(report.Threads).Outcome);
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(other.Directory, "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public async Task Import_OfAThreadThatIsBeingWritten_IsBusyAndTheOthersAreImported()
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.First);
        home.Write(TransferHome.Second);
        var (archive, _) = await home.ExportAsync();

        await using var other = new TransferHome();
        // Nothing was said yet: there is no file, only the lock.
        var live = other.Store.Create(new CreateThreadParams { Cwd = "/w", Id = ThreadId.Parse(TransferHome.First) });
        var report = await other.ImportAsync(archive);
        await live.DiscardAsync();

        Assert.Equal([ImportOutcome.Busy, ImportOutcome.Imported], report.Threads.Select(static thread => thread.Outcome));
        Assert.Equal(TransferHome.NameOf(TransferHome.Second), Assert.Single(other.Rollouts).Key);
        Assert.Equal([ImportOutcome.Imported, ImportOutcome.Present], (await other.ImportAsync(archive)).Threads.Select(static thread => thread.Outcome));
    }

    [Fact]
    public async Task Import_WhereADateFolderIsALink_PutsNothingBehindIt()
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.First);
        var (archive, _) = await home.ExportAsync();

        await using var other = new TransferHome();
        var elsewhere = Directory.CreateDirectory(other.PathOf("elsewhere")).FullName;
        Directory.CreateDirectory(other.PathOf("sessions/2026"));
        File.CreateSymbolicLink(other.PathOf("sessions/2026/11"), elsewhere);
        var report = await other.ImportAsync(archive);

        Assert.Equal(ImportOutcome.Conflict, Assert.Single(report.Threads).Outcome);
        Assert.Empty(other.Rollouts);
    }

    [Fact]
    public async Task Import_RemovesWhatAKilledOneLeft_AndLeavesOneThatIsUnderWay()
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.First);
        var (archive, _) = await home.ExportAsync();

        await using var other = new TransferHome();
        using var underWay = ImportStaging.Create(other.Store.Home);
        using (underWay.CreateFile(ThreadId.Parse(TransferHome.Second)))
        {
        }

        other.WriteAt("threadstore/import-7/lock", "");
        other.WriteAt("threadstore/import-7/some", "thing");
        Directory.CreateDirectory(other.PathOf("threadstore/import-8"));
        await other.ImportAsync(archive);

        Assert.Equal([other.PathOf("threadstore/import-1")], ImportStaging.Find(other.Store.Home));
        Assert.True(File.Exists(underWay.PathOf(ThreadId.Parse(TransferHome.Second))));
    }

    [Fact]
    public async Task Import_StoppedAtAnyOperation_IsFinishedByImportingOnceMore()
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.First, TransferHome.Said("one"));
        home.Write(TransferHome.Second, TransferHome.Said("two"));
        var (archive, _) = await home.ExportAsync();
        var whole = home.Rollouts;
        var stops = 0;
        for (var n = 0; ; n++)
        {
            await using var other = new TransferHome();
            await Guard.Task(other.Store.CaughtUp);
            var stop = other.Device.Operations.Count + n;
            var isReached = false;
            other.Device.Script = (number, operation) =>
            {
                // From here on nothing works, as if the process had been killed.
                isReached |= number >= stop && operation is not (LogOperation.GetLength or LogOperation.GetLengthByPath or LogOperation.ReadAt);
                return isReached ? new ScriptedFault(Libc.EIO) : null;
            };
            try
            {
                await other.ImportAsync(archive);
            }
            catch (StorageFaultException)
            {
                stops++;
            }

            var seen = other.Rollouts;
            Assert.All(seen, one => Assert.Equal(whole[one.Key], one.Value));
            other.Device.Script = null;
            Assert.All((await other.ImportAsync(archive)).Threads, static thread => Assert.True(thread.Outcome is ImportOutcome.Imported or ImportOutcome.Present));
            Assert.Equal(whole, other.Rollouts);
            Assert.Empty(ImportStaging.Find(other.Store.Home));
            Assert.Equal("two", other.Store.Read(ThreadId.Parse(TransferHome.Second)).Preview);
            if (!isReached)
            {
                break;
            }
        }

        Assert.True(stops > 10, $"stopped at {stops} operations only");
    }

    [Fact]
    public async Task Import_Cancelled_LeavesNothingHalfDone()
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.First);
        home.Write(TransferHome.Second);
        var (archive, _) = await home.ExportAsync();

        await using var other = new TransferHome();
        using var stop = new CancellationTokenSource();
        other.Device.Script = (_, operation) => operation is LogOperation.Link ? new ScriptedFault(0, Before: stop.Cancel) : null;
        using var stream = new MemoryStream(archive);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Guard.Task(other.Store.ImportAsync(stream, null, stop.Token)));

        Assert.Equal(TransferHome.NameOf(TransferHome.First), Assert.Single(other.Rollouts).Key);
        Assert.Empty(ImportStaging.Find(other.Store.Home));
    }

    private static uint LinkCount(string path)
    {
        Assert.Equal(0, Libc.Stat(path, out var stat));
        return stat.LinkCount;
    }
}
