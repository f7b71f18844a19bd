using System.Linq;
using System.Text.Json;

namespace ThreadStore.Interop.Peer;

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

    private static string TextOf(JsonElement message) => string.Concat(
        message.GetProperty("content").EnumerateArray().Select(static part => part.TryGetProperty("text", out var text) ? text.GetString() : null));
}
