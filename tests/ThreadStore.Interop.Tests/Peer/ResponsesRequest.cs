using System.Linq;
using System.Text.Json;

namespace ThreadStore.Interop.Peer;

/// <summary>One model request as the server received it.</summary>
internal sealed class ResponsesRequest
{
    public ResponsesRequest(int number, string? threadId, JsonElement body)
    {
        Number = number;
        ThreadId = threadId;
        Body = body;
    }

    /// <summary>1 for the first request that this server received.</summary>
    public int Number { get; }

    /// <summary>The thread that asks, from the request's header.</summary>
    public string? ThreadId { get; }

    public JsonElement Body { get; }

    /// <summary>The texts of the newest user message; Codex puts its own context messages before it.</summary>
    public string LastUserText
    {
        get
        {
            var message = Input.LastOrDefault(static item => IsMessageOf(item, "user"));
            return message.ValueKind == JsonValueKind.Undefined ? string.Empty : TextOf(message);
        }
    }

    /// <summary>Whether the newest input is the result of a tool, so that the model's turn goes on after it.</summary>
    public bool EndsWithToolOutput => Input.LastOrDefault() is { ValueKind: JsonValueKind.Object } last && TypeOf(last) == "function_call_output";

    /// <summary>The texts of all messages of a role, oldest first: what the model is told about the thread.</summary>
    public string[] TextsOf(string role) => [.. Input.Where(item => IsMessageOf(item, role)).Select(TextOf)];

    private JsonElement[] Input => Body.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray()] : [];

    private static bool IsMessageOf(JsonElement item, string role) =>
        TypeOf(item) == "message" && item.TryGetProperty("role", out var value) && value.GetString() == role;

    private static string? TypeOf(JsonElement item) => item.TryGetProperty("type", out var type) ? type.GetString() : null;

    private static string TextOf(JsonElement message) => string.Concat(
        message.GetProperty("content").EnumerateArray().Select(static part => part.TryGetProperty("text", out var text) ? text.GetString() : null));
}
