using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.Store;

// Bad input gets a clear typed error, and the home that Codex wrote is what it was, byte for byte.
public sealed class BadInputTests : IAsyncLifetime
{
    private static readonly ThreadId s_unknown = ThreadId.Parse("01a1fcb7-7132-7b11-bcb0-144749e5c184");

    private CodexPeer _peer = null!;
    private LocalThreadStore _store = null!;
    private ThreadId _id;
    private Dictionary<string, string> _before = null!;

    public async Task InitializeAsync()
    {
        _peer = await CodexPeer.StartAsync();
        _id = ThreadId.Parse((await _peer.ExecAsync("First question")).ThreadId);
        _store = await _peer.Home.OpenStoreAsync();
        _before = Snapshot();
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task AnyVerb_UnknownId_IsThreadNotFound()
    {
        Assert.Equal(s_unknown, Assert.Throws<ThreadNotFoundException>(() => _store.Resume(s_unknown)).Thread);
        Assert.Throws<ThreadNotFoundException>(() => _store.Read(s_unknown));
        Assert.Throws<ThreadNotFoundException>(() => _store.ReadHistory(s_unknown));
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => _store.UpdateMetadataAsync(s_unknown, new ThreadMetadataPatch { Name = "Name" }));
        AssertUnchanged();
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("2026-11-21T06:09:20.915Z|01a1fcb7-7132-7b11-bcb0-144749e5c184")]
    [InlineData("")]
    [InlineData("ünïcödé\n")]
    public void List_GarbageCursor_IsAnInvalidRequest(string cursor)
    {
        Assert.Throws<InvalidRequestException>(() => _store.List(new ThreadListQuery { Cursor = cursor }));
        AssertUnchanged();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(ThreadListQuery.MaxPageSize + 1)]
    public void List_PageSizeOutOfItsRange_IsAnInvalidRequest(int size)
    {
        Assert.Throws<InvalidRequestException>(() => _store.List(new ThreadListQuery { PageSize = size }));
        AssertUnchanged();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("text")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":\n1}")]
    [InlineData("{\"a\":\"\u0001\"}")]
    public async Task Append_BadLine_IsAnInvalidRequest(string payload)
    {
        await using (var live = _store.Resume(_id))
        {
            var end = live.End;
            Assert.Throws<InvalidRequestException>(() => live.Append(ItemType.ResponseItem, Encoding.UTF8.GetBytes(payload)));
            Assert.Equal(end, live.End);
        }

        AssertUnchanged();
    }

    [Fact]
    public async Task UpdateMetadata_ValueThatIsNotAllowed_IsAnInvalidRequest()
    {
        ThreadMetadataPatch[] patches = [new(), new() { Name = " " }, new() { MemoryMode = "maybe" }];
        foreach (var patch in patches)
        {
            await Assert.ThrowsAsync<InvalidRequestException>(() => _store.UpdateMetadataAsync(_id, patch));
        }

        AssertUnchanged();
    }

    [Fact]
    public void Create_WithoutAUsableCwd_IsAnInvalidRequest()
    {
        Assert.Throws<InvalidRequestException>(() => _store.Create(new CreateThreadParams()));
        Assert.Throws<InvalidRequestException>(() => _store.Create(new CreateThreadParams { Cwd = "relative" }));
        AssertUnchanged();
    }

    [Fact]
    public void Create_IdOfAThreadOfCodex_IsAConflict()
    {
        Assert.Throws<ConflictException>(() => _store.Create(new CreateThreadParams { Id = _id, Cwd = _peer.Home.Plain }));
        AssertUnchanged();
    }

    [Fact]
    public async Task Resume_Twice_IsAnInvalidRequest()
    {
        await using (_store.Resume(_id))
        {
            Assert.Throws<InvalidRequestException>(() => _store.Resume(_id));
        }

        AssertUnchanged();
    }

    [Fact]
    public void Open_TwiceInOneProcess_IsAConflict()
    {
        Assert.Throws<ConflictException>(() => LocalThreadStore.Open(new ThreadStoreOptions { Home = _peer.Home.Location }));
        AssertUnchanged();
    }

    [Fact]
    public void Open_HomeThatIsAFile_IsAnInvalidRequest()
    {
        var file = Path.Combine(_peer.Home.Location, "config.toml");

        Assert.Throws<InvalidRequestException>(() => LocalThreadStore.Open(new ThreadStoreOptions { Home = file }));

        AssertUnchanged();
    }

    // The kernel's own tree: nobody can make a directory there, whoever he is.
    [Fact]
    public void Open_HomeThatCannotBeMade_IsAFaultOfTheLog()
    {
        var fault = Assert.Throws<StorageFaultException>(() => LocalThreadStore.Open(new ThreadStoreOptions { Home = "/proc/threadstore" }));

        Assert.Equal((StoragePart.Log, StorageOutcome.NotAccepted), (fault.Part, fault.Outcome));
    }

    [Fact]
    public async Task Resume_ArchivedThread_IsAnInvalidRequest()
    {
        await using var server = await _peer.StartAppServerAsync();
        await server.ArchiveAsync(_id.ToString());
        await server.CloseAsync();
        _before = Snapshot();

        Assert.Throws<InvalidRequestException>(() => _store.Resume(_id));

        AssertUnchanged();
    }

    [Fact]
    public void Resume_FileOfAnotherThread_IsAConflict()
    {
        var path = _peer.Home.RolloutOf(_id.ToString());
        File.Copy(path, path.Replace(_id.ToString(), s_unknown.ToString(), StringComparison.Ordinal));
        _before = Snapshot();

        Assert.Throws<ConflictException>(() => _store.Resume(s_unknown));

        AssertUnchanged();
    }

    [Fact]
    public void Resume_DirectoryInsteadOfAFile_IsThreadNotFound()
    {
        var path = _peer.Home.RolloutOf(_id.ToString());
        var directory = Directory.CreateDirectory(path.Replace(_id.ToString(), s_unknown.ToString(), StringComparison.Ordinal)).FullName;

        Assert.Throws<ThreadNotFoundException>(() => _store.Resume(s_unknown));
        Assert.Throws<InvalidRequestException>(() => HistoryReader.Open(directory));
        AssertUnchanged();
    }

    // What we make is the owner's alone; what Codex made keeps the modes that it has.
    [Fact]
    public async Task Append_InAHomeWithWiderModes_MakesItsOwnFilesPrivateAndLeavesTheOthers()
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var theirs = _peer.Home.RolloutOf(_id.ToString());
        File.SetUnixFileMode(_peer.Home.Location, (UnixFileMode)0b111_101_101);
        var modes = (File.GetUnixFileMode(theirs), File.GetUnixFileMode(_peer.Home.Sessions));

        await using var live = _store.Create(new CreateThreadParams { Cwd = _peer.Home.Plain, CreatedAt = DateTimeOffset.UnixEpoch.AddDays(365) });
        live.AppendTurn("Our question", "Our answer");
        await live.FlushAsync();

        Assert.Equal(Private, File.GetUnixFileMode(live.RolloutPath!));
        Assert.Equal(Private, File.GetUnixFileMode(_peer.Home.WriterLockOf(live.Id.ToString())));
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(live.RolloutPath)!));
        Assert.All(Directory.GetFiles(_peer.Home.Location, "threadstore-*"), static file => Assert.Equal(Private, File.GetUnixFileMode(file)));
        Assert.Equal(modes, (File.GetUnixFileMode(theirs), File.GetUnixFileMode(_peer.Home.Sessions)));
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(_peer.Home.Location));
    }

    // Everything but the databases: rollouts, name index, configuration, and the lock files, of which none may stay.
    private Dictionary<string, string> Snapshot() => Directory
        .EnumerateFiles(_peer.Home.Location, "*", SearchOption.AllDirectories)
        .Where(static file => !file.Contains(".sqlite", StringComparison.Ordinal) && !file.Contains("/threadstore/", StringComparison.Ordinal))
        .ToDictionary(static file => file, static file => Convert.ToBase64String(File.ReadAllBytes(file)));

    private void AssertUnchanged() => Assert.Equal(_before, Snapshot());
}
