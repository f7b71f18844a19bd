using System.Text.Json;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Lifecycle;

/// <summary>A prefix of a thread's log that a fork without a copy continues: what <c>history_base</c> of its first line names.</summary>
/// <param name="Thread">Whose log.</param>
/// <param name="End">The end of the prefix in bytes.</param>
internal readonly record struct ForkBase(ThreadId Thread, long End)
{
    /// <summary>The payload of a rollout's first line; null when that is no session_meta.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static JsonDocument? ReadMeta(ILogFile file)
    {
        using var reader = new RolloutReader(file, 0);
        if (reader.Read(out var line) is not LineStatus.Line || line.Offset != 0 || line.Kind is not ItemKind.SessionMeta)
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(line.Payload.ToArray(), new JsonDocumentOptions { MaxDepth = JsonObject.Options.MaxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What a first line names; null when it names nothing.</summary>
    internal static ForkBase? Of(JsonElement meta) =>
        meta.TryGetProperty("history_base"u8, out var history) && history.ValueKind is JsonValueKind.Object
        && history.TryGetProperty("thread_id"u8, out var id) && id.ValueKind is JsonValueKind.String && ThreadId.TryParse(id.GetString(), out var thread)
        && history.TryGetProperty("end_byte_offset"u8, out var end) && end.ValueKind is JsonValueKind.Number && end.TryGetInt64(out var offset)
            ? new ForkBase(thread, offset)
            : null;

    /// <summary>What a rollout's first line names; null when it names nothing or cannot be read.</summary>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    internal static ForkBase? Read(ILogFile file)
    {
        using var meta = ReadMeta(file);
        return meta is null ? null : Of(meta.RootElement);
    }
}
