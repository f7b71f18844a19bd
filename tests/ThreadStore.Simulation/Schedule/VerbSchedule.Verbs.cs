using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using ThreadStore.Simulation.Disk;
using ThreadStore.Simulation.Laws;

namespace ThreadStore.Simulation.Schedule;

/// <content>The verbs, and what a host may conclude from their answers.</content>
internal sealed partial class VerbSchedule
{
    private void Append(SimulatedThread thread)
    {
        if (thread.Handle is not { } handle)
        {
            return;
        }

        var line = Offer(thread);
        var durability = AnyDurability();
        var (type, payload) = Payload(line);
        _machine.Say($"append {line.Marker} {durability}");
        try
        {
            Conclude(thread, line, handle.TryAppend(type, payload, durability), durability);
        }
        catch (ThreadStoreException refused)
        {
            Refuse(thread, line, refused);
        }
    }

    private void AppendMany(SimulatedThread thread)
    {
        if (thread.Handle is not { } handle)
        {
            return;
        }

        var lines = new LedgerLine[Random.Next(2, 5)];
        var items = new RolloutItem[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = thread.Ledger.Offer();
            var (type, payload) = Payload(lines[i]);
            items[i] = new RolloutItem(type, payload);
        }

        var durability = AnyDurability();
        _machine.Say($"append {lines[0].Marker} to {lines[^1].Marker} {durability}");
        try
        {
            var result = handle.TryAppend(items, durability);
            foreach (var line in lines)
            {
                Conclude(thread, line, result, durability);
            }
        }
        catch (ThreadStoreException refused)
        {
            foreach (var line in lines)
            {
                Refuse(thread, line, refused);
            }
        }
    }

    // A line that was refused may be offered again: that it is nowhere is what "not accepted" says.
    private LedgerLine Offer(SimulatedThread thread)
    {
        var lines = thread.Ledger.Lines;
        if (lines.Count > 0 && lines[^1] is { Acceptance: Acceptance.Refused } refused && Random.Next(2) == 0)
        {
            thread.Ledger.OfferAgain(refused);
            return refused;
        }

        return thread.Ledger.Offer();
    }

    private void Conclude(SimulatedThread thread, LedgerLine line, in AppendResult result, Durability durability)
    {
        if (_machine.IsDead)
        {
            return;
        }

        _machine.Say(FormattableString.Invariant($"  {result.IsAccepted} {result.Outcome} {result.Position.Offset} {result.ErrorCode}"));
        line.Acceptance = result switch
        {
            { IsAccepted: true } => durability switch
            {
                Durability.Buffered => Acceptance.Buffered,
                Durability.Written => Acceptance.Written,
                _ => Acceptance.Synced,
            },
            { Outcome: StorageOutcome.NotAccepted } => Acceptance.Refused,
            { Outcome: StorageOutcome.Accepted } => Acceptance.Written,
            _ => Acceptance.Unknown,
        };
        if (result is { IsAccepted: false, Outcome: StorageOutcome.Accepted })
        {
            thread.Ledger.SyncFailed(thread.Host!);
        }

        if (line.Acceptance > Acceptance.Unknown)
        {
            thread.Place = Place.Active;
        }

        if (line.Acceptance > Acceptance.Buffered)
        {
            // Whatever was accepted before it lies before it.
            Ledger.Raise(thread.Ledger.Accepted(), line.Acceptance, thread.Host!);
        }
    }

    private void Refuse(SimulatedThread thread, LedgerLine line, ThreadStoreException refused)
    {
        if (_machine.IsDead)
        {
            return;
        }

        Refused(thread, refused);
        line.Acceptance = refused is StorageFaultException fault
            ? fault.Outcome switch
            {
                StorageOutcome.NotAccepted => Acceptance.Refused,
                StorageOutcome.Accepted => Acceptance.Written,
                _ => Acceptance.Unknown,
            }
            : Acceptance.Refused;
        if (refused is ThreadNotFoundException)
        {
            thread.LetGo();
        }
    }

    private void Flush(SimulatedThread thread, bool isSynced, bool persist)
    {
        if (thread.Handle is not { } handle)
        {
            return;
        }

        _machine.Say($"{(persist ? "persist" : "flush")} {thread.Ledger.Thread} {isSynced}");
        try
        {
            var end = handle.End.Offset;
            var epoch = thread.Host!.Index.Epoch;
            var task = persist ? handle.PersistAsync(isSynced) : handle.FlushAsync(isSynced);
            _waits.Add(new Wait(task, thread, thread.Host, end, thread.Ledger.Accepted(), isSynced, epoch, null));
        }
        catch (ThreadStoreException refused)
        {
            Refused(thread, refused);
        }
    }

    private void Rename(SimulatedThread thread)
    {
        if (thread.Handle is not { } handle)
        {
            return;
        }

        var line = thread.Ledger.Offer();
        _machine.Say($"rename {line.Marker}");
        var end = handle.End.Offset;
        var epoch = thread.Host!.Index.Epoch;
        try
        {
            var task = handle.UpdateMetadataAsync(new ThreadMetadataPatch { Name = line.Marker });
            _waits.Add(new Wait(task, thread, thread.Host, end, thread.Ledger.Accepted(), IsSynced: false, epoch, line));
        }
        catch (ThreadStoreException refused)
        {
            Refuse(thread, line, refused);
        }
    }

    // What a barrier that has ended well promises is looked at at once.
    private void Take(Wait wait)
    {
        var thread = wait.Thread;
        var failure = wait.Task.Exception?.InnerException;
        if (failure is not (null or ThreadStoreException or OperationCanceledException or ObjectDisposedException))
        {
            throw new BrokenLawException($"a barrier of thread {thread.Ledger.Thread} threw {failure}", failure);
        }

        _machine.Say($"barrier of {thread.Ledger.Thread}: {failure?.GetType().Name ?? (wait.Task.IsCanceled ? "cancelled" : "done")}");
        if (!wait.Task.IsCompletedSuccessfully)
        {
            if (wait.IsSynced)
            {
                thread.Ledger.SyncFailed(wait.Host);
            }

            if (wait.Journal is { } doubtful && failure is StorageFaultException { Outcome: not StorageOutcome.Unknown } fault)
            {
                doubtful.Acceptance = fault.Outcome is StorageOutcome.NotAccepted ? Acceptance.Refused : Acceptance.Written;
            }

            return;
        }

        if (wait.Journal is { } line)
        {
            line.Acceptance = Acceptance.Written;
            thread.Place = Place.Active;
        }

        Ledger.Raise(wait.Lines, wait.IsSynced ? Acceptance.Synced : Acceptance.Written, wait.Host);
        CheckProjected(wait);
    }

    private void CheckProjected(Wait wait)
    {
        if (wait.Offset == 0 || wait.Thread.Place is not Place.Active || wait.Host.IsClosing || wait.Host.Index.Epoch != wait.Epoch)
        {
            return;
        }

        _machine.IsQuiet = true;
        var isThere = wait.Host.Store.Reader.TryReadState(wait.Thread.Id, out var row);
        _machine.IsQuiet = false;
        if (!isThere || row.Offset < wait.Offset)
        {
            throw new BrokenLawException(string.Create(
                CultureInfo.InvariantCulture, $"a barrier of thread {wait.Thread.Ledger.Thread} at {wait.Offset} has ended, and the row is at {(isThere ? row.Offset : -1)}"));
        }
    }

    private async Task ShutdownAsync(SimulatedThread thread, bool isSynced)
    {
        if (thread.Handle is not { } handle)
        {
            return;
        }

        _machine.Say($"shutdown {thread.Ledger.Thread}");
        var accepted = thread.Ledger.Accepted();
        var shutdown = handle.ShutdownAsync(isSynced);
        await PumpAsync(shutdown, "shutdown");
        var failure = Failure(shutdown);
        if (isSynced && failure is not null)
        {
            thread.Ledger.SyncFailed(thread.Host!);
        }

        if (!_machine.IsDead && failure is null or StorageFaultException { Part: StoragePart.Index })
        {
            Ledger.Raise(accepted, isSynced && failure is null ? Acceptance.Synced : Acceptance.Written, thread.Host!);
            thread.LetGo();
        }
    }

    private async Task DiscardAsync(SimulatedThread thread)
    {
        if (thread.Handle is not { } handle)
        {
            return;
        }

        _machine.Say($"discard {thread.Ledger.Thread}");
        var discard = handle.DiscardAsync();
        await PumpAsync(discard, "discard");
        _ = Failure(discard);
        foreach (var line in thread.Ledger.Lines)
        {
            line.Acceptance = line.Acceptance is Acceptance.Buffered && !_machine.IsDead ? Acceptance.Unknown : line.Acceptance;
        }

        thread.LetGo();
    }

    private async Task MoveAsync(Host host, SimulatedThread thread)
    {
        if (thread.Place is not (Place.Active or Place.Archived or Place.ActiveOrArchived))
        {
            return;
        }

        var isArchiving = thread.Place is Place.Active;
        _machine.Say($"{(isArchiving ? "archive" : "unarchive")} {thread.Ledger.Thread} by {_hosts.IndexOf(host)}");
        var before = thread.Place;
        thread.Place = Place.ActiveOrArchived;
        var move = isArchiving ? host.Store.ArchiveAsync(thread.Id) : host.Store.UnarchiveAsync(thread.Id);
        await PumpAsync(move, "move");
        var failure = Failure(move);
        if (_machine.IsDead)
        {
            return;
        }

        if (failure is null)
        {
            Ledger.Raise(thread.Ledger.Accepted(), Acceptance.Written, host);
            thread.Place = isArchiving ? Place.Archived : Place.Active;
            thread.LetGo();
        }
        else if (failure is ThreadBusyException)
        {
            thread.Place = before;
        }
    }

    private async Task DeleteAsync(Host host, SimulatedThread thread)
    {
        if (thread.Place is not (Place.Active or Place.Archived))
        {
            return;
        }

        _machine.Say($"delete {thread.Ledger.Thread}");
        var before = thread.Place;
        thread.Place = Place.MayBeGone;
        var delete = host.Store.DeleteAsync(thread.Id);
        await PumpAsync(delete, "delete");
        var failure = Failure(delete);
        if (_machine.IsDead)
        {
            return;
        }

        if (failure is null)
        {
            thread.Place = Place.Gone;
            thread.LetGo();
        }
        else if (failure is ThreadBusyException or ConflictException)
        {
            thread.Place = before;
        }
    }

    private void Fork(Host host, SimulatedThread parent)
    {
        if (parent.Place is not (Place.Active or Place.Archived))
        {
            return;
        }

        var fork = _newThread();
        _machine.Say($"fork {parent.Ledger.Thread} as {fork.Ledger.Thread}");
        try
        {
            fork.Place = Place.ActiveOrArchived;
            fork.Hold(host, host.Store.Fork(parent.Id, new ForkThreadParams { Id = fork.Id }));
            fork.Place = Place.Active;
        }
        catch (ThreadStoreException refused)
        {
            Refused(fork, refused);
        }
    }

    // Somebody who knows nothing of us, as an old Codex: no lock, one line at the end of the file.
    private void AppendForeign(SimulatedThread thread)
    {
        if (thread.Place is not Place.Active || thread.Handle?.RolloutPath is not { } path || !File.Exists(path))
        {
            return;
        }

        _machine.Say($"foreign line in {thread.Ledger.Thread}");
        var bytes = Json(
            """{"timestamp":"2026-11-21T06:09:00.000Z","ordinal":#,"type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":{"total_tokens":7}}}}""" + "\n",
            "#",
            NextOrdinal(path).ToString(CultureInfo.InvariantCulture));
        var state = _machine.Files[path[(_machine.Home.Length + 1)..], path];
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        state.Written(file.Position, bytes.Length);
        file.Write(bytes);
    }

    // As any writer finds it: behind the greatest one of the file.
    private static long NextOrdinal(string path)
    {
        var next = 0L;
        foreach (Match match in Ordinals().Matches(File.ReadAllText(path)))
        {
            next = Math.Max(next, long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + 1);
        }

        return next;
    }

    [GeneratedRegex("\"ordinal\":([0-9]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Ordinals();

    // Any verb ends with its answer or a typed error.
    private Exception? Failure(Task verb)
    {
        var failure = verb.Exception?.InnerException;
        if (failure is not (null or ThreadStoreException or OperationCanceledException or ObjectDisposedException))
        {
            throw new BrokenLawException($"a verb threw {failure}", failure);
        }

        _machine.Say($"  {failure?.GetType().Name ?? "done"}");
        return failure;
    }

    private Durability AnyDurability() => Random.Next(12) switch
    {
        < 5 => Durability.Buffered,
        < 10 => Durability.Written,
        _ => Durability.Synced,
    };

    private (ItemType Type, byte[] Payload) Payload(LedgerLine line) => Random.Next(8) switch
    {
        0 => (ItemType.EventMsg, User(line.Marker)),
        1 => (ItemType.EventMsg, User(line.Marker + new string('x', Random.Next(200, 9000)))),
        2 => (ItemType.EventMsg, Json("""{"type":"thread_goal_updated","goal":{"objective":"@"}}""", "@", line.Marker)),
        3 => (ItemType.EventMsg, Json("""{"type":"task_started","turn_id":"@"}""", "@", line.Marker)),
        4 => (ItemType.TurnContext, Json("""{"cwd":"/elsewhere","model":"@","approval_policy":"never"}""", "@", line.Marker)),
        5 => (ItemType.EventMsg, Json("""{"type":"token_count","note":"@","info":{"total_token_usage":{"total_tokens":#}}}""".Replace("#", $"{line.Number * 7}", StringComparison.Ordinal), "@", line.Marker)),
        _ => (ItemType.ResponseItem, Json("""{"type":"message","role":"assistant","content":[{"type":"output_text","text":"@"}]}""", "@", line.Marker)),
    };

    private static byte[] User(string text) =>
        Json("""{"type":"item_completed","item":{"type":"UserMessage","id":"u","content":[{"type":"text","text":"@"}]}}""", "@", text);

    private static byte[] Json(string text, string mark, string value) => Encoding.UTF8.GetBytes(text.Replace(mark, value, StringComparison.Ordinal));
}
