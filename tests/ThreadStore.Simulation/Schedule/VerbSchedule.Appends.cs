using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using ThreadStore.Simulation.Laws;

namespace ThreadStore.Simulation.Schedule;

/// <content>Lines, ours and others', and what a host may conclude from the answers.</content>
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
            next = Math.Max(next, long.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) + 1);
        }

        return next;
    }

    [GeneratedRegex("\"ordinal\":(?<number>[0-9]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Ordinals();

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
