using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading.Tasks;

namespace ThreadStore.Faults;

/// <summary>Takes every descriptor away from a store that is at work, and gives them back.</summary>
internal static class DescriptorsCommand
{
    private const int NotAFolder = 20;
    private const int TooManyOpenFiles = 24;

    internal static Command Build()
    {
        var home = new Option<string>("--home") { Description = "The home.", Required = true };
        var rounds = new Option<int>("--rounds") { Description = "How often.", DefaultValueFactory = static _ => 5 };
        var command = new Command("descriptors", "Appends, lists and opens threads while the process has no descriptor left.") { home, rounds };
        command.SetAction(async (parsed, _) =>
        {
            var store = LocalThreadStore.Open(HomeCheck.Options(parsed.GetValue(home)!));
            await using (store.ConfigureAwait(false))
            {
                await store.CaughtUp.ConfigureAwait(false);
                var thread = new OneThread(store, writer: 1);
                var first = new OneThread(store, writer: 2);
                first.Append(Durability.Written);
                await first.ShutdownAsync().ConfigureAwait(false);
                var closed = first.Id;
                await WarmUpAsync(thread, parsed.GetValue(home)!).ConfigureAwait(false);
                for (var round = 1; round <= parsed.GetValue(rounds); round++)
                {
                    var taken = TakeAll();
                    thread.Append(Durability.Buffered);
                    thread.Append(Durability.Written);
                    thread.Append(Durability.Synced);
                    Refused(() => store.Create(new CreateThreadParams { Cwd = "/work" }), "create");
                    Refused(() => store.Resume(closed), "resume");
                    await TypedAsync(() => Task.FromResult(store.List(new ThreadListQuery()))).ConfigureAwait(false);
                    await TypedAsync(() => Task.FromResult(store.Read(closed))).ConfigureAwait(false);
                    await TypedAsync(() => Task.FromResult(store.Fork(closed))).ConfigureAwait(false);
                    await TypedAsync(() => store.ArchiveAsync(closed)).ConfigureAwait(false);
                    await TypedAsync(() => store.DeleteAsync(closed)).ConfigureAwait(false);
                    await TypedAsync(() => store.UpdateMetadataAsync(closed, new ThreadMetadataPatch { Name = "named" })).ConfigureAwait(false);
                    GiveBack(taken);

                    thread.Append(Durability.Written);
                    await thread.FlushAsync().ConfigureAwait(false);
                    var other = new OneThread(store, writer: round + 2);
                    other.Append(Durability.Synced);
                    await other.ShutdownAsync().ConfigureAwait(false);
                    closed = other.Id;
                }
            }

            return 0;
        });
        return command;
    }

    // The runtime itself needs descriptors for code that runs for the first time, and dies without: everything runs once before.
    private static async Task WarmUpAsync(OneThread thread, string home)
    {
        thread.Append(Durability.Buffered);
        thread.Append(Durability.Written);
        thread.Append(Durability.Synced);
        await thread.FlushAsync().ConfigureAwait(false);
        GiveBack([Native.TryOpenNull()]);
        Native.Limit = Math.Min(Native.Limit, 512);

        // A home whose lock folder is a file refuses what the exhausted one will refuse.
        var broken = Directory.CreateDirectory(Path.Combine(home, "threadstore", "broken")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(broken, "thread-writer-locks"), []).ConfigureAwait(false);
        var store = LocalThreadStore.Open(HomeCheck.Options(broken));
        await using (store.ConfigureAwait(false))
        {
            Refused(() => store.Create(new CreateThreadParams { Cwd = "/work" }), "create", NotAFolder);
            for (var twice = 0; twice < 2; twice++)
            {
                await TypedAsync(() => Task.FromResult(store.List(new ThreadListQuery()))).ConfigureAwait(false);
                await TypedAsync(() => Task.FromResult(store.Read(thread.Id))).ConfigureAwait(false);
                await TypedAsync(() => Task.FromResult(store.Fork(thread.Id))).ConfigureAwait(false);
                await TypedAsync(() => store.ArchiveAsync(thread.Id)).ConfigureAwait(false);
                await TypedAsync(() => store.DeleteAsync(thread.Id)).ConfigureAwait(false);
                await TypedAsync(() => store.UpdateMetadataAsync(thread.Id, new ThreadMetadataPatch { Name = "named" })).ConfigureAwait(false);
            }
        }

        Directory.Delete(broken, recursive: true);
    }

    private static List<int> TakeAll()
    {
        var taken = new List<int>();
        for (var file = Native.TryOpenNull(); file >= 0; file = Native.TryOpenNull())
        {
            taken.Add(file);
        }

        new Report("exhausted", Number: taken.Count).Send();
        return taken;
    }

    private static void GiveBack(List<int> taken)
    {
        foreach (var file in taken)
        {
            Native.Close(file);
        }
    }

    // A typed error that says that nothing was done, and why.
    private static void Refused(Func<LiveThread> open, string what, int errno = TooManyOpenFiles)
    {
        try
        {
            var live = open();
            throw new LawException($"{what}: thread {live.Id} was opened without a descriptor");
        }
        catch (StorageFaultException fault) when (fault is { Part: StoragePart.Log, Outcome: StorageOutcome.NotAccepted } && fault.ErrorCode == errno)
        {
            new Report("refused").Send();
        }
    }

    // It ends well or with an error of the store, and with nothing else.
    private static async Task TypedAsync(Func<Task> verb)
    {
        try
        {
            await verb().ConfigureAwait(false);
            new Report("done").Send();
        }
        catch (ThreadStoreException fault)
        {
            new Report(fault.GetType().Name).Send();
        }
    }

    private sealed class OneThread(LocalThreadStore store, int writer)
    {
        private readonly LiveThread _live = store.Create(new CreateThreadParams { Id = WorkCommand.ThreadOf(writer), Cwd = "/work" });
        private int _number;

        internal void Append(Durability durability)
        {
            var end = _live.Append(ItemType.EventMsg, new Mark(writer, 1, ++_number).ToMessage(), durability);
            new Report("append", _live.Id.ToString(), _number, end.Offset, IsSure: durability is not Durability.Buffered).Send();
        }

        internal ThreadId Id => _live.Id;

        internal async Task ShutdownAsync()
        {
            await _live.ShutdownAsync().ConfigureAwait(false);
            new Report("shutdown", _live.Id.ToString(), _number, IsSure: true).Send();
        }

        internal async Task FlushAsync()
        {
            await _live.FlushAsync().ConfigureAwait(false);
            new Report("flush", _live.Id.ToString(), _number, _live.End.Offset, IsSure: true, IsProjected: true).Send();
        }
    }
}
