using System.IO;
using System.Threading.Tasks;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Append;

/// <summary>Us: a live thread in a home of its own, projection on, every option as it comes.</summary>
internal sealed class StoreAppender : Appender
{
    private readonly ScratchFolder _home = new();
    private readonly Durability _durability;
    private readonly LocalThreadStore _store;

    internal StoreAppender(Payloads payloads, Durability durability)
        : base(payloads)
    {
        _durability = durability;
        _store = LocalThreadStore.Open(new ThreadStoreOptions { Home = _home.Path });
        Thread = _store.Create(new CreateThreadParams { Cwd = "/" });
    }

    /// <summary>The thread that is appended to.</summary>
    public LiveThread Thread { get; }

    /// <inheritdoc/>
    public override Task SettleAsync() => Thread.FlushAsync();

    /// <inheritdoc/>
    public override async Task CheckAsync()
    {
        await SettleAsync().ConfigureAwait(false);
        var row = _store.Read(Thread.Id);
        var path = _store.FullPath(row);
        WrongAnswerException.Require(row.LogOffset, new FileInfo(path).Length, "the offset of the row and the length of the log");
        WrongAnswerException.Require(row.TokensUsed, Payloads.TokensAfter(Appended - 1) ?? 0, "the row's tokens");

        // The session_meta first.
        LineFile.Check(path, skipped: 1, this);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync().ConfigureAwait(false);
        _home.Dispose();
    }

    /// <inheritdoc/>
    protected override void Append(byte[] payload) => Thread.Append(ItemType.EventMsg, payload, _durability);
}
