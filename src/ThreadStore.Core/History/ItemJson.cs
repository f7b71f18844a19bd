using System;
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.History;

/// <summary>Writes items of the log in the shape in which <c>thread/items/list</c> answers them.</summary>
/// <remarks>
/// A kind that is not known, or one that lacks what its shape needs, is no item. Strings and values that the answer takes over as they are, are copied as they
/// are spelled. Every item ends with the two times of its line.
/// </remarks>
internal static partial class ItemJson
{
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 512,
    };

    private delegate bool Shape(Utf8JsonWriter json, ReadOnlySpan<byte> item);

    /// <summary>The item of an <c>item_completed</c> line; null when it is none.</summary>
    /// <param name="item">The item's JSON in the log.</param>
    /// <param name="times">The payload of the line that says when it ran: of an item that was written several times the first.</param>
    internal static ShownItem? Of(ReadOnlySpan<byte> item, ReadOnlySpan<byte> times)
    {
        var type = JsonField.Of(item, "type"u8);
        var id = JsonField.Of(item, "id"u8).Text();
        if (id is null || !type.IsString || type.IsEscaped || ShapeOf(type.Bytes, out var name) is not { } shape)
        {
            return null;
        }

        var phase = JsonField.Of(item, "phase"u8);
        return Write(name, id, item, shape, JsonField.Of(times, "started_at_ms"u8).Raw(), JsonField.Of(times, "completed_at_ms"u8).Raw()) is { } json
            ? new ShownItem(id, name, PhaseOf(phase), json) : null;
    }

    private static MessagePhase PhaseOf(JsonSlice phase) => phase.Is("final_answer"u8) ? MessagePhase.FinalAnswer
        : phase.IsString ? MessagePhase.Commentary : MessagePhase.None;

    private static byte[]? Write(string name, string id, ReadOnlySpan<byte> item, Shape shape, ReadOnlySpan<byte> startedAt, ReadOnlySpan<byte> completedAt)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(256, item.Length + (item.Length / 4)));
        using var json = new Utf8JsonWriter(buffer, s_options);
        try
        {
            json.WriteStartObject();
            json.WriteString("type"u8, name);
            WriteBeforeId(json, name);
            json.WriteString("id"u8, id);
            if (!shape(json, item))
            {
                return null;
            }

            Raw(json, "startedAtMs"u8, startedAt);
            Raw(json, "completedAtMs"u8, completedAt);
            json.WriteEndObject();
            json.Flush();
            return buffer.WrittenSpan.ToArray();
        }
        catch (Exception bad) when (JsonObject.IsBadJson(bad) || bad is ArgumentException)
        {
            // What was copied as it is was no JSON: no item, and nothing for the page to stumble over.
            return null;
        }
    }

    // The answer puts some of its own before the id.
    private static void WriteBeforeId(Utf8JsonWriter json, string name)
    {
        if (name == "agentMessage")
        {
            json.WriteNull("moderation"u8);
        }
        else if (name == "subAgentActivity")
        {
            json.WriteNull("model"u8);
            json.WriteNull("reasoningEffort"u8);
        }
    }

    private static Shape? ShapeOf(ReadOnlySpan<byte> type, out string name)
    {
        (name, var shape) = type switch
        {
            _ when type.SequenceEqual("UserMessage"u8) => ("userMessage", (Shape?)UserMessage),
            _ when type.SequenceEqual("AgentMessage"u8) => ("agentMessage", AgentMessage),
            _ when type.SequenceEqual("Reasoning"u8) => ("reasoning", Reasoning),
            _ when type.SequenceEqual("Plan"u8) => ("plan", Plan),
            _ when type.SequenceEqual("CommandExecution"u8) => ("commandExecution", CommandExecution),
            _ when type.SequenceEqual("FileChange"u8) => ("fileChange", FileChange),
            _ when type.SequenceEqual("McpToolCall"u8) => ("mcpToolCall", McpToolCall),
            _ when type.SequenceEqual("WebSearch"u8) => ("webSearch", WebSearch),
            _ when type.SequenceEqual("ImageView"u8) => ("imageView", ImageView),
            _ when type.SequenceEqual("ContextCompaction"u8) => ("contextCompaction", Nothing),
            _ when type.SequenceEqual("EnteredReviewMode"u8) => ("enteredReviewMode", EnteredReviewMode),
            _ when type.SequenceEqual("ExitedReviewMode"u8) => ("exitedReviewMode", ExitedReviewMode),
            _ when type.SequenceEqual("ImageGeneration"u8) => ("imageGeneration", ImageGeneration),
            _ when type.SequenceEqual("DynamicToolCall"u8) => ("dynamicToolCall", DynamicToolCall),
            _ when type.SequenceEqual("CollabAgentToolCall"u8) => ("collabAgentToolCall", CollabAgentToolCall),
            _ when type.SequenceEqual("SubAgentActivity"u8) => ("subAgentActivity", SubAgentActivity),
            _ when type.SequenceEqual("FunctionCallOutput"u8) => ("functionCallOutput", FunctionCallOutput),
            _ => ("", null),
        };
        return shape;
    }

    private static void Raw(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        json.WritePropertyName(name);
        if (value.IsEmpty)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteRawValue(value);
        }
    }

    private static void RawField(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> item, ReadOnlySpan<byte> field) =>
        Raw(json, name, JsonField.Of(item, field).Raw());

    // A field that the shape needs: false when it is not there, or is no string.
    private static bool TextField(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> item, ReadOnlySpan<byte> field)
    {
        var value = JsonField.Of(item, field);
        if (!value.IsString)
        {
            return false;
        }

        Raw(json, name, value.Raw());
        return true;
    }

    private static void List(Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonSlice list)
    {
        if (list.Type == JsonTokenType.StartArray)
        {
            Raw(json, name, list.Raw());
        }
        else
        {
            json.WriteStartArray(name);
            json.WriteEndArray();
        }
    }

    private static bool Word(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> item, ReadOnlySpan<byte> field)
    {
        var value = JsonField.Of(item, field);
        if (!value.IsString)
        {
            return false;
        }

        json.WritePropertyName(name);
        CamelCase.WriteWord(json, value.Bytes);
        return true;
    }

    private static void DurationMs(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        var duration = JsonField.Of(item, "duration"u8).Raw();
        if (JsonField.Of(duration, "secs"u8).Number() is { } seconds)
        {
            json.WriteNumber("durationMs"u8, unchecked((seconds * 1000) + ((JsonField.Of(duration, "nanos"u8).Number() ?? 0) / 1_000_000)));
        }
        else
        {
            json.WriteNull("durationMs"u8);
        }
    }

    private static bool Nothing(Utf8JsonWriter json, ReadOnlySpan<byte> item) => true;
}
