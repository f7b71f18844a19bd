using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore;

// A home that nobody can write opens all the same: what needs a file says so by a typed error, and nothing waits for ever.
public sealed class ReadOnlyHomeTests
{
    // No program makes files here, whoever it runs as.
    private const string Home = "/sys";

    [Fact]
    public async Task EveryVerb_InAHomeThatCannotBeWritten_FailsByATypedError()
    {
        await using var store = LocalThreadStore.Open(new ThreadStoreOptions { Home = Home, RefreshInterval = Timeout.InfiniteTimeSpan });

        var recovered = await Assert.ThrowsAsync<StorageFaultException>(() => Guard.Task(store.CaughtUp));
        Assert.Equal(StoragePart.Index, recovered.Part);
        Assert.Equal(StoragePart.Index, Assert.Throws<StorageFaultException>(() => store.List(new ThreadListQuery())).Part);
        var locked = Assert.Throws<StorageFaultException>(() => store.Create(new CreateThreadParams { Cwd = "/" }));
        Assert.Equal((StoragePart.Log, StorageOutcome.NotAccepted), (locked.Part, locked.Outcome));
        Assert.Throws<ThreadNotFoundException>(() => store.Resume(ThreadId.New(TimeProvider.System)));
        Assert.False(Directory.Exists(Path.Combine(Home, "threadstore")));
    }
}
