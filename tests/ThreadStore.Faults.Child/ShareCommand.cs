using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Faults;

/// <summary>Takes one thread up again and again, which another process does as well.</summary>
public static class ShareCommand
{
    /// <summary>The number under which the shared thread lies.</summary>
    public const int SharedThread = 99;

    internal static Command Build()
    {
        var home = new Option<string>("--home") { Description = "The home.", Required = true };
        var writer = new Option<int>("--writer") { Description = "The number of this writer.", Required = true };
        var rounds = new Option<int>("--rounds") { Description = "How often the thread is taken up.", DefaultValueFactory = static _ => 50 };
        var command = new Command("share", "Takes one thread up, writes, and gives it back, again and again.") { home, writer, rounds };
        command.SetAction(async (parsed, _) =>
        {
            var store = LocalThreadStore.Open(HomeCheck.Options(parsed.GetValue(home)!));
            await using (store.ConfigureAwait(false))
            {
                new Report("ready").Send();
                for (var round = 1; round <= parsed.GetValue(rounds); round++)
                {
                    await TakeTurnAsync(store, new Mark(parsed.GetValue(writer), round, 1), static report => report.Send()).ConfigureAwait(false);
                }
            }

            return 0;
        });
        return command;
    }

    /// <summary>One turn: the thread is taken up as soon as nobody holds it, gets two lines, and is given back.</summary>
    /// <param name="store">The store.</param>
    /// <param name="first">The mark of the first line.</param>
    /// <param name="tell">Hears of each answer.</param>
    public static async Task TakeTurnAsync(LocalThreadStore store, Mark first, Action<Report> tell)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(tell);
        var id = WorkCommand.ThreadOf(SharedThread);
        LiveThread live;
        for (var tries = 0; ; tries++)
        {
            try
            {
                live = store.Resume(id);
                break;
            }
            catch (ThreadBusyException) when (tries < 1_000_000)
            {
                tell(new Report("busy", id.ToString()));
                Thread.Yield();
            }
        }

        var end = live.Append(ItemType.EventMsg, first.ToMessage(), Durability.Written);
        tell(new Report("append", id.ToString(), first.Number, end.Offset, IsSure: true));
        end = live.Append(ItemType.EventMsg, (first with { Number = first.Number + 1 }).ToMessage(), Durability.Buffered);
        await live.ShutdownAsync().ConfigureAwait(false);
        tell(new Report("append", id.ToString(), first.Number + 1, end.Offset, IsSure: true));
    }
}
