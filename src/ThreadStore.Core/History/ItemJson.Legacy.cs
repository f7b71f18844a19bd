using System;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.History;

/// <content>Items of legacy threads: there the log holds events, not items.</content>
internal static partial class ItemJson
{
    /// <summary>The item that a legacy event makes; null when it is none.</summary>
    /// <param name="line">The event.</param>
    /// <param name="number">Its number, for an item without an id of its own.</param>
    internal static ShownItem? OfLegacy(in TurnLine line, int number)
    {
        if (line.Kind == TurnLineKind.Item)
        {
            return Of(line.Item.Raw(), line.Payload);
        }

        if (LegacyShapeOf(line.Type, out var name, out var isCall) is not { } shape)
        {
            return null;
        }

        var id = isCall ? JsonField.Of(line.Payload, "call_id"u8).Text() ?? "" : NumberedId(number);
        return Write(name, id, line.Payload, shape, default, default) is { } json ? new ShownItem(id, name, MessagePhase.None, json) : null;
    }

    /// <summary>A piece of reasoning, or several that follow each other.</summary>
    /// <param name="summary">The pieces of the summary, as JSON strings with commas between.</param>
    /// <param name="content">The pieces of the reasoning itself, in the same form.</param>
    /// <param name="number">The item's number.</param>
    internal static ShownItem? OfReasoning(ReadOnlySpan<byte> summary, ReadOnlySpan<byte> content, int number)
    {
        byte[] item = [.. "{\"summary_text\":["u8, .. summary, .. "],\"raw_content\":["u8, .. content, .. "]}"u8];
        var id = NumberedId(number);
        return Write("reasoning", id, item, Reasoning, default, default) is { } json ? new ShownItem(id, "reasoning", MessagePhase.None, json) : null;
    }

    private static string NumberedId(int number) => $"item-{number}";

    private static Shape? LegacyShapeOf(ReadOnlySpan<byte> type, out string name, out bool isCall)
    {
        (name, isCall, var shape) = type switch
        {
            _ when type.SequenceEqual("user_message"u8) => ("userMessage", false, (Shape?)LegacyUserMessage),
            _ when type.SequenceEqual("agent_message"u8) => ("agentMessage", false, LegacyAgentMessage),
            _ when type.SequenceEqual("context_compacted"u8) => ("contextCompaction", false, Nothing),
            _ when type.SequenceEqual("entered_review_mode"u8) => ("enteredReviewMode", false, LegacyReviewMode),
            _ when type.SequenceEqual("exited_review_mode"u8) => ("exitedReviewMode", false, ExitedReviewMode),
            _ when type.SequenceEqual("patch_apply_end"u8) => ("fileChange", true, LegacyFileChange),
            _ when type.SequenceEqual("mcp_tool_call_end"u8) => ("mcpToolCall", true, LegacyMcpToolCall),
            _ when type.SequenceEqual("web_search_end"u8) => ("webSearch", true, WebSearch),
            _ when type.SequenceEqual("image_generation_end"u8) => ("imageGeneration", true, ImageGeneration),
            _ => ("", false, null),
        };
        return shape;
    }

    private static bool LegacyUserMessage(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        RawField(json, "clientId"u8, item, "client_id"u8);
        json.WriteStartArray("content"u8);
        var text = JsonField.Of(item, "message"u8);
        if (!string.IsNullOrWhiteSpace(text.Text()))
        {
            WriteTextInput(json, text.Raw(), JsonField.Of(item, "text_elements"u8));
        }

        var images = JsonCursor.OpenArray(JsonField.Of(item, "images"u8).Raw());
        while (images.NextElement())
        {
            WriteImageInput(json, images.Take().Raw(), default);
        }

        var files = JsonCursor.OpenArray(JsonField.Of(item, "local_images"u8).Raw());
        while (files.NextElement())
        {
            WriteLocalImageInput(json, files.Take().Raw(), default);
        }

        json.WriteEndArray();
        return true;
    }

    private static bool LegacyAgentMessage(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        WriteAgentMessage(json, JsonField.Of(item, "message"u8).Text() ?? "", item);
        return true;
    }

    private static bool LegacyReviewMode(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        json.WriteString("review"u8, JsonField.Of(item, "user_facing_hint"u8).Text() ?? "Review requested.");
        return true;
    }

    private static bool LegacyFileChange(Utf8JsonWriter json, ReadOnlySpan<byte> item) =>
        JsonField.Of(item, "status"u8).IsString && FileChange(json, item);

    private static bool LegacyMcpToolCall(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        var invocation = JsonField.Of(item, "invocation"u8).Raw();
        var result = JsonField.Of(item, "result"u8).Raw();
        var ok = JsonField.Of(result, "Ok"u8).Raw();
        var hasWorked = !ok.IsEmpty && !(JsonField.Of(ok, "isError"u8).TryGetBoolean(out var isError) && isError);
        if (!TextField(json, "server"u8, invocation, "server"u8) || !TextField(json, "tool"u8, invocation, "tool"u8))
        {
            return false;
        }

        json.WriteString("status"u8, hasWorked ? "completed"u8 : "failed"u8);
        WriteMcpCall(json, JsonField.Of(invocation, "arguments"u8).Raw(), ok, JsonField.Of(result, "Err"u8));
        DurationMs(json, item);
        return true;
    }
}
