using System.Collections.Generic;
using System.Threading.Tasks;
using ThreadStore.Interop.Store;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.History;

/// <summary>A home of hand-written rollouts, each opened once by the real Codex: only then does it have turns and items of them. Nobody holds a thread open afterwards.</summary>
public sealed partial class OddHistories : IAsyncLifetime
{
    private readonly Dictionary<string, string> _ids = [];

    internal CodexPeer Peer { get; private set; } = null!;

    internal AppServer Server { get; private set; } = null!;

    internal LocalThreadStore Store { get; private set; } = null!;

    /// <summary>The thread of a case.</summary>
    internal string this[string name] => _ids[name];

    public async Task InitializeAsync()
    {
        Peer = await CodexPeer.StartAsync();
        foreach (var (name, rollout) in Paginated(Peer.Home))
        {
            Write(name, rollout);
        }

        foreach (var (name, rollout) in Legacy(Peer.Home))
        {
            Write(name, rollout);
        }

        await using (var opener = await Peer.StartAppServerAsync())
        {
            foreach (var id in _ids.Values)
            {
                await opener.ResumeThreadAsync(id);
            }

            await opener.CloseAsync();
        }

        // Another one, which holds no thread open: a turn without an end could still be running while somebody holds its thread.
        Server = await Peer.StartAppServerAsync();
        Store = await Peer.Home.OpenStoreAsync();
    }

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        await Server.CloseAsync();
        await Server.DisposeAsync();
        await Peer.DisposeAsync();
    }

    private void Write(string name, OddRollout rollout)
    {
        rollout.WriteTo(Peer.Home);
        _ids.Add(name, rollout.ThreadId);
    }
}
