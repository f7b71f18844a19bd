using System;
using System.IO;
using System.Threading.Tasks;

namespace ThreadStore.Faults.Real;

/// <summary>A home in a folder that is removed at the end, a store on the real disk and the real clock, and what one writer was told.</summary>
internal sealed class FolderWithStore : IAsyncDisposable
{
    private readonly string? _folder;
    private LocalThreadStore? _store;
    private int _number;

    public FolderWithStore(string? home = null)
    {
        _folder = home is null ? Directory.CreateTempSubdirectory("threadstore-faults-").FullName : null;
        Home = home ?? _folder!;
    }

    public string Home { get; }

    public ThreadLedger Ledger { get; } = new(writer: 1);

    public LocalThreadStore Store => _store ??= LocalThreadStore.Open(new ThreadStoreOptions
    {
        Home = Home,
        Application = "faults",
        RefreshInterval = TimeSpan.FromMilliseconds(100),
        ProjectionInterval = TimeSpan.FromMilliseconds(5),
    });

    public LiveThread Create() => Store.Create(new CreateThreadParams { Id = Ledger.Id, Cwd = "/work" });

    /// <summary>The next line's payload; its number is taken only by a line that gets in.</summary>
    public byte[] Next() => new Mark(1, 1, _number + 1).ToMessage();

    public void Append(LiveThread thread, Durability durability = Durability.Written) => Accepted(thread.Append(ItemType.EventMsg, Next(), durability));

    public void Accepted(Position position) =>
        Ledger.Add(1, [new Report("append", Ledger.Id.ToString(), ++_number, position.Offset, IsSure: true)]);

    /// <summary>Closes the store, and holds the home against what was told, as the next process and the real tool see it.</summary>
    public async Task CheckAsync()
    {
        await CloseAsync();
        await HomeCheck.CheckAsync(Home, [Ledger]);
        await HomeCheck.CheckByToolAsync(Home);
    }

    public async Task CloseAsync()
    {
        if (_store is { } store)
        {
            _store = null;
            await store.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
