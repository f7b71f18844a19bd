using System;
using System.Text.Json;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Lifecycle;

/// <summary>The journal line of an archiving or of its end: written and on disk before the rollout is moved.</summary>
internal static class ArchiveJournal
{
    /// <summary>
    /// Makes the line the last one of the log. It is that already when an earlier attempt ended between the line and the move. The caller
    /// holds the thread's writer lock.
    /// </summary>
    /// <param name="home">The home.</param>
    /// <param name="id">The thread.</param>
    /// <param name="path">Its plain rollout.</param>
    /// <param name="isArchiving">False: the archiving ends.</param>
    /// <param name="owesSync">An earlier handle's sync of the log failed.</param>
    /// <exception cref="ThreadStoreException">The rollout cannot be opened or written; it stays where it is.</exception>
    internal static void Write(LogHome home, ThreadId id, RolloutPath path, bool isArchiving, bool owesSync)
    {
        using var log = ThreadLog.Open(home, id, path);
        if (owesSync)
        {
            log.InheritSyncDebt();
        }

        if (!IsThere(home, id, path, isArchiving))
        {
            var now = Math.Max(home.Clock.GetUtcNow().ToUnixTimeMilliseconds(), log.LastTimestampMs);
            var payload = MetadataJson.WriteArchived(id, isArchiving ? DateTimeOffset.FromUnixTimeMilliseconds(now) : null);
            log.BeginAppend(Durability.Synced);
            log.Stage(ItemType.ThreadStoreMetadata, payload, default, now, Line.NoOrdinal);
            Check(log.CommitAppend(), log);
        }

        Check(log.Sync(log.WrittenEnd), log);
    }

    private static void Check(LogStatus status, ThreadLog log)
    {
        if (!status.Ok)
        {
            throw LogFault.Of(status, log.Id, log.AcceptedEnd);
        }
    }

    private static bool IsThere(LogHome home, ThreadId id, RolloutPath path, bool isArchiving)
    {
        using var file = home.OpenRead(path);
        using var reader = new BackwardRolloutReader(file);
        return reader.Read(out var line) is LineStatus.Line && line.Kind is ItemKind.ThreadStoreMetadata && Says(line.Payload, id, isArchiving);
    }

    private static bool Says(ReadOnlySpan<byte> payload, ThreadId id, bool isArchiving)
    {
        try
        {
            var isOurs = false;
            var says = false;
            var reader = JsonObject.Open(payload);
            while (JsonObject.Next(ref reader))
            {
                var isId = reader.ValueTextEquals("thread_id"u8);
                var isTime = reader.ValueTextEquals("archived_at"u8);
                reader.Read();
                isOurs |= isId && reader.TokenType is JsonTokenType.String && ThreadId.TryParse(reader.ValueSpan, out var value) && value == id;
                says |= isTime && reader.TokenType == (isArchiving ? JsonTokenType.String : JsonTokenType.Null);
                reader.Skip();
            }

            return isOurs && says;
        }
        catch (Exception malformed) when (JsonObject.IsBadJson(malformed))
        {
            return false;
        }
    }
}
