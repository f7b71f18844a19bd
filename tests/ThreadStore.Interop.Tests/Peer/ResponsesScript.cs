using System;
using System.Text.Json.Nodes;

namespace ThreadStore.Interop.Peer;

/// <summary>What the scripted model says: the output item that answers a request.</summary>
internal static class ResponsesScript
{
    /// <summary>A user text with this mark makes the model call a tool with the rest of the line first.</summary>
    public const string RunMark = "RUN: ";

    /// <summary>Calls the tool that the user asked for, once, and otherwise answers "Mock answer N" with the number of the request.</summary>
    public static JsonObject Default(ResponsesRequest request)
    {
        var text = request.LastUserText;
        var mark = text.IndexOf(RunMark, StringComparison.Ordinal);
        return mark >= 0 && !request.EndsWithToolOutput
            ? Command(request, text[(mark + RunMark.Length)..].Split('\n')[0])
            : Message(request, $"Mock answer {request.Number}");
    }

    public static JsonObject Message(ResponsesRequest request, string text) => new()
    {
        ["type"] = "message",
        ["id"] = $"msg_mock_{request.Number}",
        ["role"] = "assistant",
        ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = text }),
    };

    public static JsonObject Command(ResponsesRequest request, string command) => new()
    {
        ["type"] = "function_call",
        ["id"] = $"fc_mock_{request.Number}",
        ["call_id"] = $"call_mock_{request.Number}",
        ["name"] = "exec_command",
        ["arguments"] = new JsonObject { ["cmd"] = command }.ToJsonString(),
    };
}
