using System;
using System.IO;
using System.Threading.Tasks;
using ThreadStore.Sqlite;

namespace ThreadStore.TestKit;

/// <summary>A home with the real index and nothing scripted in between, which the test steps itself: for what must not allocate.</summary>
internal sealed class PlainHome : IAsyncDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("threadstore-plain-").FullName;

    public PlainHome()
    {
        Writer = SqliteIndexWriter.Open(new IndexFiles(_path, null, IndexSchema.Hash));
        Store = LocalThreadStore.Open(
            new ThreadStoreOptions { Home = _path, ProjectionInterval = TimeSpan.Zero, Clock = new FakeClock() },
            new StoreSeams { IsManual = true, IsSecondProcess = true, Index = Writer });
    }

    public SqliteIndexWriter Writer { get; }

    public LocalThreadStore Store { get; }

    public async ValueTask DisposeAsync()
    {
        Store.Projector.Start();
        await Guard.Task(Store.DisposeAsync().AsTask());
        Directory.Delete(_path, recursive: true);
    }
}
