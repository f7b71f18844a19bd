using System;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Faults;

/// <summary>Writes one thread until it is killed or has done its lines, and reports each call that has returned.</summary>
/// <param name="store">The store.</param>
/// <param name="id">The thread; made when it is not there.</param>
/// <param name="durability">What appends promise; null: now this, now that.</param>
/// <param name="writer">Its number: also the seed of what it does.</param>
/// <param name="round">The round.</param>
internal sealed class Worker(LocalThreadStore store, ThreadId id, Durability? durability, int writer, int round)
{
    private readonly Random _random = new((writer * 7919) + round);
    private readonly string _thread = id.ToString();
    private int _number;

    /// <summary>Works until it has written that many lines.</summary>
    internal async Task RunAsync(int lines, CancellationToken cancellationToken)
    {
        var live = Open();
        while (_number < lines && !cancellationToken.IsCancellationRequested)
        {
            switch (_random.Next(40))
            {
                case < 32:
                    Append(live, _random.Next(8) == 0 ? 3 : 1);
                    break;
                case < 35:
                    await live.FlushAsync(sync: _random.Next(2) == 0, CancellationToken.None).ConfigureAwait(false);
                    new Report("flush", _thread, _number, live.End.Offset, IsSure: true, IsProjected: true).Send();
                    break;
                case < 37:
                    await live.UpdateMetadataAsync(new ThreadMetadataPatch { Name = Next().ToString() }, cancellationToken: CancellationToken.None).ConfigureAwait(false);
                    new Report("rename", _thread, _number, live.End.Offset, IsSure: true, IsProjected: true).Send();
                    break;
                case 37:
                    await live.ShutdownAsync(sync: _random.Next(2) == 0, CancellationToken.None).ConfigureAwait(false);
                    new Report("shutdown", _thread, _number, 0, IsSure: true).Send();
                    live = store.Resume(id);
                    break;
                default:
                    // The projector, the drainer and the other writer go on meanwhile.
                    await Task.Yield();
                    break;
            }
        }

        await live.ShutdownAsync(sync: false, CancellationToken.None).ConfigureAwait(false);
        new Report("shutdown", _thread, _number, 0, IsSure: true).Send();
    }

    private LiveThread Open()
    {
        try
        {
            return store.Resume(id);
        }
        catch (ThreadNotFoundException)
        {
            return store.Create(new CreateThreadParams { Id = id, Cwd = "/work" });
        }
    }

    private void Append(LiveThread live, int count)
    {
        var items = new RolloutItem[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = new RolloutItem(ItemType.EventMsg, Next().ToMessage());
        }

        var promised = durability ?? (Durability)_random.Next(3);
        var end = live.Append(items, promised);
        new Report("append", _thread, _number, end.Offset, IsSure: promised is not Durability.Buffered).Send();
    }

    private Mark Next() => new(writer, round, ++_number);
}
