using System.Linq;
using System.Text.Json;

namespace ThreadStore.Peer;

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

    /// <summary>What the model is told about the thread, oldest first.</summary>
    public ModelMessage[] Messages => [.. Input.Select(ModelMessage.TryParse).OfType<ModelMessage>()];

    /// <summary>The texts of the newest user message; Codex puts its own context messages before it.</summary>
    public string LastUserText => TextsOf("user").LastOrDefault() ?? string.Empty;

    /// <summary>Whether the newest input is the result of a tool, so that the model's turn goes on after it.</summary>
    public bool EndsWithToolOutput => Input.LastOrDefault() is { ValueKind: JsonValueKind.Object } last
        && last.TryGetProperty("type", out var type) && type.ValueEquals("function_call_output");

    /// <summary>The texts of all messages of a role, oldest first.</summary>
    public string[] TextsOf(string role) => [.. Messages.Where(message => message.Role == role).Select(static message => message.Text)];

    private JsonElement[] Input => Body.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray()] : [];
}
