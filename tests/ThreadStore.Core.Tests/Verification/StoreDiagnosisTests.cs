using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.TestKit;
using ThreadStore.Transfer;
using Xunit;

namespace ThreadStore.Verification;

/// <summary>The law: a home that is in order has no finding, each thing that goes wrong has its own, and looking changes nothing.</summary>
public sealed class StoreDiagnosisTests : IAsyncDisposable
{
    private const string Third = "01a1fcb8-0000-7000-8000-000000000003";
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TransferHome _home = new();
    private readonly string _path;

    public StoreDiagnosisTests()
    {
        File.SetUnixFileMode(_home.Directory, Owner);
        _path = _home.Write(TransferHome.First, TransferHome.Said("one"));
    }

    [Fact]
    public async Task Diagnose_AHomeInOrder_FindsNothing()
    {
        await IndexAsync();

        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task Diagnose_AnEmptyFolder_SaysThatItIsNoHome()
    {
        Directory.Delete(_home.PathOf("sessions"), recursive: true);

        Assert.Equal((FindingKind.NotAHome, true), One(await FindAsync()));
    }

    [Fact]
    public async Task Diagnose_AHomeWithoutAnIndex_SaysSo() => Assert.Equal((FindingKind.NoIndex, true), One(await FindAsync()));

    [Fact]
    public async Task Diagnose_AHomeThatOthersMayEnter_SaysSoAndCountsItsRollouts()
    {
        await IndexAsync();
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        File.SetUnixFileMode(_home.Directory, Owner | UnixFileMode.OtherExecute);

        var found = await FindAsync();

        Assert.All(found, static one => Assert.Equal(FindingKind.WideMode, one.Kind));
        Assert.Equal([null, TransferHome.NameOf(TransferHome.First)], found.Select(static one => one.Path));
    }

    [Fact]
    public async Task Diagnose_RowsAndFilesThatDoNotMatch_SaysOfEachHowMany()
    {
        _home.Write(TransferHome.Second);
        await IndexAsync();
        File.Delete(_home.PathOf(TransferHome.NameOf(TransferHome.Second)));
        _home.Write(Third);
        File.AppendAllText(_path, TransferHome.Said("two"));

        var found = await FindAsync();

        Assert.Equal(
            [(FindingKind.MissingRow, Third), (FindingKind.RowBehind, TransferHome.First), (FindingKind.OrphanRow, TransferHome.Second)],
            found.Select(static one => (one.Kind, one.Thread.ToString()!)));
        Assert.All(found, static one => Assert.StartsWith("1 ", one.What, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Diagnose_BadLinesAndATornTail_SaysWhereTheyAre()
    {
        File.AppendAllText(_path, "garbage\nmore\n");
        var end = new FileInfo(_path).Length;
        await IndexAsync();
        File.AppendAllText(_path, "{\"half");

        var found = await FindAsync();

        Assert.Equal([FindingKind.BadLines, FindingKind.TornTail], found.Select(static one => one.Kind));
        Assert.Contains($"at offset {end - "garbage\nmore\n".Length}", found[0].What, StringComparison.Ordinal);
        Assert.Contains("2 bad lines", found[0].What, StringComparison.Ordinal);
        Assert.Contains($"6 bytes after the last line feed of thread {TransferHome.First}, at offset {end}", found[1].What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnose_FilesThatAreNoRollouts_NamesThem()
    {
        File.WriteAllBytes(_home.WriteAt(TransferHome.NameOf(TransferHome.Second)), [.. Enumerable.Range(0, 4000).Select(static number => (byte)((number * 7919 >> 3) & 0xff))]);
        _home.WriteAt(TransferHome.NameOf(Third), TransferHome.Meta(TransferHome.First));
        await IndexAsync();

        var found = await FindAsync();

        Assert.Equal([FindingKind.NotARollout, FindingKind.ForeignRollout], found.Where(static one => one.Thread != ThreadId.Parse(TransferHome.First)).Select(static one => one.Kind));
        Assert.All(found, static one => Assert.True(one.IsProblem));
    }

    [Fact]
    public async Task Diagnose_AThreadInBothCollections_NamesTheOneThatDoesNotCount()
    {
        await IndexAsync();
        var second = $"archived_sessions/{Path.GetFileName(_path)}";
        _home.WriteAt(second, TransferHome.Meta(TransferHome.First));

        var found = Assert.Single(await FindAsync());

        Assert.Equal((FindingKind.Duplicate, second), (found.Kind, found.Path));
    }

    [Theory]
    [InlineData(Third, 1)]
    [InlineData(TransferHome.First, 1_000_000)]
    public async Task Diagnose_AForkWithoutWhatItContinues_NamesTheParent(string parent, long end)
    {
        _home.WriteAt(TransferHome.NameOf(TransferHome.Second), TransferHome.Meta(TransferHome.Second, TransferHome.ForkOf(parent, end)));
        await IndexAsync();

        var found = Assert.Single(await FindAsync());

        Assert.Equal((FindingKind.MissingParent, TransferHome.Second), (found.Kind, found.Thread.ToString()));
        Assert.Contains(parent, found.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnose_CompressedRollouts_AreANote()
    {
        await IndexAsync();
        File.Move(_path, _path + ".zst");

        Assert.Equal((FindingKind.Compressed, false), One(await FindAsync()));
    }

    [Fact]
    public async Task Diagnose_AThreadThatIsWritten_NamesTheWriterAndDoesNotDisturbIt()
    {
        await IndexAsync();
        await using var live = _home.Store.Resume(ThreadId.Parse(TransferHome.First));

        var found = Assert.Single(await FindAsync());

        Assert.Equal((FindingKind.HeldLock, false), (found.Kind, found.IsProblem));
        Assert.Contains($"(pid {Environment.ProcessId} ", found.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnose_ALockThatWasLeftBehind_IsAProblemWhileTheRowIsBehind()
    {
        await IndexAsync();
        var lockFile = _home.WriteAt($"thread-writer-locks/{TransferHome.First}.lock");
        Assert.Equal((FindingKind.LeftOverLock, false), One(await FindAsync()));

        File.AppendAllText(_path, TransferHome.Said("two"));
        var found = await FindAsync();

        Assert.Contains(found, static one => one is { Kind: FindingKind.LeftOverLock, IsProblem: true });
        Assert.True(File.Exists(lockFile));
    }

    [Fact]
    public async Task Diagnose_ADamagedIndex_SaysSoAndLooksAtTheLogsAllTheSame()
    {
        File.AppendAllText(_path, "garbage\n");
        await IndexAsync();
        var index = Directory.GetFiles(_home.Directory, "threadstore-*.sqlite").Single();
        var bytes = File.ReadAllBytes(index);
        bytes.AsSpan(4096).Fill(0x5a);
        File.WriteAllBytes(index, bytes);

        var found = await FindAsync();

        Assert.Contains(found, static one => one is { Kind: FindingKind.DamagedIndex, IsProblem: true });
        Assert.Contains(found, static one => one.Kind is FindingKind.BadLines);
    }

    [Fact]
    public async Task Diagnose_IndexesOfOthers_AreNotes()
    {
        await IndexAsync();
        _home.WriteAt("threadstore-01234567.1.sqlite", "x");
        _home.WriteAt(Path.GetFileName(Directory.GetFiles(_home.Directory, "threadstore-*.1.sqlite").Single(static path => !path.Contains("01234567", StringComparison.Ordinal)))
            .Replace(".1.", ".0.", StringComparison.Ordinal), "x");

        var found = await FindAsync();

        Assert.Equal(["of another version", "that was replaced"], found.Select(static one => one.What.Contains("version", StringComparison.Ordinal) ? "of another version" : "that was replaced").Order());
        Assert.All(found, static one => Assert.Equal((FindingKind.OldIndex, false), (one.Kind, one.IsProblem)));
    }

    [Fact]
    public void CheckOwners_AsAnotherUser_FindsTheHomeAndItsFiles()
    {
        var home = new LogHome(_home.Directory, TimeProvider.System);
        var (own, others) = (new List<StoreFinding>(), new List<StoreFinding>());
        var file = TransferHome.NameOf(TransferHome.First);

        HomeDiagnosis.CheckOwners(home, [file], Libc.geteuid(), own);
        HomeDiagnosis.CheckOwners(home, [file], Libc.geteuid() + 1, others);

        Assert.Empty(own);
        Assert.Equal([null, file], others.Select(static one => one.Path));
        Assert.All(others, static one => Assert.Equal((FindingKind.ForeignOwner, true), (one.Kind, one.IsProblem)));
    }

    [Fact]
    public async Task Diagnose_AnIndexOnASharedFileSystem_FindsIt_AndDoesNotOpenIt()
    {
        await IndexAsync();
        foreach (var path in Directory.GetFiles(_home.Directory, "threadstore-*.sqlite"))
        {
            File.WriteAllText(path, "whoever opens this finds damage");
        }

        var refused = await LocalThreadStore.DiagnoseAsync(new ThreadStoreOptions { Home = _home.Directory, FileSystemOf = static _ => "nfs4" });
        Assert.Equal((FindingKind.SharedFileSystem, true), (Assert.Single(refused).Kind, refused[0].IsProblem));
        Assert.Contains("nfs4", refused[0].What, StringComparison.Ordinal);

        var allowed = await LocalThreadStore.DiagnoseAsync(new ThreadStoreOptions { Home = _home.Directory, FileSystemOf = static _ => "nfs4", AllowNetworkIndex = true });
        Assert.Equal([(FindingKind.SharedFileSystem, false), (FindingKind.DamagedIndex, true)], allowed.Select(static one => (one.Kind, one.IsProblem)));
    }

    [Fact]
    public async Task Diagnose_LinesOfTheNameIndexThatNameNobody_CountsThem()
    {
        _home.WriteAt(
            "session_index.jsonl",
            "garbage\n",
            $$"""{"id":"{{TransferHome.First}}","thread_name":"x","updated_at":"2026-11-21T08:00:00Z"}""" + "\n",
            "\n",
            "{\"id\":\"x\"}\n");
        await IndexAsync();

        var found = Assert.Single(await FindAsync());

        Assert.Equal(FindingKind.BadNames, found.Kind);
        Assert.StartsWith("2 lines", found.What, StringComparison.Ordinal);
        Assert.EndsWith("at offset 0", found.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnose_AnImportThatWasKilled_IsANoteAndOneUnderWayIsNot()
    {
        await IndexAsync();
        _home.WriteAt("threadstore/import-4/lock", "");
        using var underWay = ImportStaging.Create(new LogHome(_home.Directory, TimeProvider.System));
        _home.WriteAt("threadstore/import-4/lock", "");

        var found = Assert.Single(await FindAsync());

        Assert.Equal((FindingKind.LeftOverImport, "threadstore/import-4"), (found.Kind, found.Path));
    }

    [Fact]
    public void Check_WithAFolderThatMayNotBeRead_SaysSoAndHoldsNothingAgainstItsThreads()
    {
        var log = new LogHome(_home.Directory, TimeProvider.System);
        log.Layout.RefuseListing = static folder => folder.EndsWith("/11", StringComparison.Ordinal) ? Libc.EACCES : 0;
        var found = new List<StoreFinding>();
        var rollouts = new RolloutDiagnosis(log, found);

        rollouts.Check(new ThreadStoreOptions { Home = _home.Directory }, null, CancellationToken.None);

        var one = Assert.Single(found);
        Assert.Equal((FindingKind.UnreadableFolder, "sessions/2026/11"), (one.Kind, one.Path));
    }

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    private static (FindingKind Kind, bool IsProblem) One(IReadOnlyList<StoreFinding> found) => (Assert.Single(found).Kind, found[0].IsProblem);

    private async Task IndexAsync()
    {
        await Guard.Task(_home.Store.CaughtUp);
        await _home.CloseAsync();
    }

    private async Task<IReadOnlyList<StoreFinding>> FindAsync()
    {
        var before = Entries();
        var found = await Guard.Task(LocalThreadStore.DiagnoseAsync(new ThreadStoreOptions { Home = _home.Directory }));
        Assert.Equal(before, Entries());
        return found;
    }

    // SQLite's companions come and go with whoever reads.
    private string[] Entries() =>
    [
        .. Directory.GetFiles(_home.Directory, "*", SearchOption.AllDirectories)
            .Where(static path => path[^4..] is not ("-wal" or "-shm") && !path.EndsWith(".inuse", StringComparison.Ordinal) && !path.EndsWith(".coordination.lock", StringComparison.Ordinal))
            .Select(static path => path.EndsWith("lock", StringComparison.Ordinal) ? path : $"{path} {Convert.ToHexString(File.ReadAllBytes(path))}").Order(StringComparer.Ordinal),
    ];
}
