using System;
using System.IO;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore;

/// <summary>The first line of a thread that is about to be created: checked parameters and the payload that will be written.</summary>
internal sealed record SessionMeta(ThreadId Id, HistoryMode Mode, DateTimeOffset CreatedAt, RolloutItem Line)
{
    internal static SessionMeta From(CreateThreadParams parameters, TimeProvider clock) =>
        parameters.SessionMeta is { } line ? Existing(parameters, line, clock) : New(parameters, clock);

    private static SessionMeta New(CreateThreadParams parameters, TimeProvider clock)
    {
        if (string.IsNullOrEmpty(parameters.Cwd))
        {
            throw new InvalidRequestException("local thread store requires a cwd");
        }

        if (!Path.IsPathFullyQualified(parameters.Cwd))
        {
            throw new InvalidRequestException($"the cwd must be absolute: {parameters.Cwd}");
        }

        if (parameters.MemoryMode is not (null or "enabled" or "disabled"))
        {
            throw new InvalidRequestException("memory mode must be 'enabled' or 'disabled'");
        }

        if (!Enum.IsDefined(parameters.HistoryMode))
        {
            throw new InvalidRequestException("the history mode is not one of the two");
        }

        var createdAt = parameters.CreatedAt ?? clock.GetUtcNow();
        var id = parameters.Id ?? ThreadId.New(clock);
        return new SessionMeta(id, parameters.HistoryMode, createdAt, new RolloutItem(ItemType.SessionMeta, MetadataJson.WriteSessionMeta(id, parameters, createdAt)));
    }

    // Replay and import: the payload stays as it is, and decides id and mode.
    private static SessionMeta Existing(CreateThreadParams parameters, RolloutItem line, TimeProvider clock)
    {
        try
        {
            if (line.Type?.Kind is not ItemKind.SessionMeta)
            {
                throw new InvalidRequestException("the first line of a thread must be a session_meta");
            }

            using var json = JsonDocument.Parse(line.Payload);
            var root = json.RootElement;
            if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("id"u8, out var idText) || !ThreadId.TryParse(idText.GetString(), out var id))
            {
                throw new InvalidRequestException("a session_meta payload must hold the thread's id");
            }

            if (parameters.Id is { } wanted && wanted != id)
            {
                throw new ConflictException($"the session_meta is of thread {id}, not of {wanted}");
            }

            var mode = root.TryGetProperty("history_mode"u8, out var modeText) && modeText.ValueEquals("paginated"u8) ? HistoryMode.Paginated : HistoryMode.Legacy;
            var createdAt = parameters.CreatedAt
                ?? (root.TryGetProperty("timestamp"u8, out var time) && time.TryGetDateTimeOffset(out var parsed) ? parsed : clock.GetUtcNow());
            return new SessionMeta(id, mode, createdAt, line);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw new InvalidRequestException("the session_meta payload is not a JSON object with the expected fields", malformed);
        }
    }
}
