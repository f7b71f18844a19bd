using System;
using System.Text.Json.Nodes;

namespace ThreadStore.Peer;

/// <summary>What the scripted model says when nothing else is laid out.</summary>
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
            ? ModelItem.Command($"call_mock_{request.Number}", text[(mark + RunMark.Length)..].Split('\n')[0])
            : ModelItem.Message($"msg_mock_{request.Number}", $"Mock answer {request.Number}");
    }
}
