using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using ThreadStore.History;
using Xunit;

namespace ThreadStore.Peer;

/// <summary>A message as the model gets it, and as a rollout keeps it.</summary>
/// <param name="Role">Whose it is.</param>
/// <param name="Text">All its texts.</param>
internal sealed record ModelMessage(string Role, string Text)
{
    /// <summary>Reads an item; null when it is something else than a message.</summary>
    public static ModelMessage? TryParse(JsonElement item) =>
        item.TryGetProperty("type", out var type) && type.ValueEquals("message") && item.TryGetProperty("role", out var role)
            ? new ModelMessage(role.GetString()!, TextOf(item))
            : null;

    /// <summary>What our reader gives of a thread from its last compaction on.</summary>
    public static List<ModelMessage> SinceTheLastCompaction(LocalThreadStore store, ThreadId thread)
    {
        var messages = new List<ModelMessage>();
        using var history = store.ReadHistory(thread, HistoryStart.LastCompaction);
        while (history.Read(out var line))
        {
            var payload = JsonElement.Parse(line.Payload);
            if (line.TypeName.SequenceEqual("compacted"u8))
            {
                // It replaces everything before it by the messages that it carries.
                Assert.Empty(messages);
                messages.AddRange(payload.GetProperty("replacement_history").EnumerateArray().Select(TryParse).OfType<ModelMessage>());
            }
            else if (line.Is(ItemType.ResponseItem) && TryParse(payload) is { } message)
            {
                messages.Add(message);
            }
        }

        return messages;
    }

    /// <summary>These without the instructions that go in front of every request.</summary>
    public static ModelMessage[] WithoutInstructions(IEnumerable<ModelMessage> messages) => [.. messages.Where(static message => message.Role != "developer")];

    private static string TextOf(JsonElement message) => string.Concat(
        message.GetProperty("content").EnumerateArray().Select(static part => part.TryGetProperty("text", out var text) ? text.GetString() : null));
}
