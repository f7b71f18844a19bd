using System;
using System.Text;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.History;

/// <content>What was said: by the user, by the agent, and marks between.</content>
internal static partial class ItemJson
{
    private static bool UserMessage(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        RawField(json, "clientId"u8, item, "client_id"u8);
        json.WriteStartArray("content"u8);
        var parts = JsonCursor.OpenArray(JsonField.Of(item, "content"u8).Raw());
        while (parts.NextElement())
        {
            WriteInput(json, parts.Take().Raw());
        }

        json.WriteEndArray();
        return true;
    }

    private static void WriteInput(Utf8JsonWriter json, ReadOnlySpan<byte> part)
    {
        var type = JsonField.Of(part, "type"u8);
        if (type.Is("text"u8))
        {
            WriteTextInput(json, JsonField.Of(part, "text"u8).Raw(), JsonField.Of(part, "text_elements"u8));
        }
        else if (type.Is("image"u8))
        {
            WriteImageInput(json, JsonField.Of(part, "image_url"u8).Raw(), JsonField.Of(part, "detail"u8).Raw());
        }
        else if (type.Is("local_image"u8))
        {
            WriteLocalImageInput(json, JsonField.Of(part, "path"u8).Raw(), JsonField.Of(part, "detail"u8).Raw());
        }
        else
        {
            json.WriteRawValue(part);
        }
    }

    private static void WriteTextInput(Utf8JsonWriter json, ReadOnlySpan<byte> text, JsonSlice elements)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        Raw(json, "text"u8, text);
        json.WritePropertyName("text_elements"u8);
        if (elements.Type == JsonTokenType.StartArray)
        {
            CamelCase.WriteDeep(json, elements.Raw());
        }
        else
        {
            json.WriteStartArray();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteImageInput(Utf8JsonWriter json, ReadOnlySpan<byte> url, ReadOnlySpan<byte> detail)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "image"u8);
        Raw(json, "url"u8, url);
        Raw(json, "detail"u8, detail);
        json.WriteEndObject();
    }

    private static void WriteLocalImageInput(Utf8JsonWriter json, ReadOnlySpan<byte> path, ReadOnlySpan<byte> detail)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "localImage"u8);
        Raw(json, "detail"u8, detail);
        Raw(json, "path"u8, path);
        json.WriteEndObject();
    }

    private static bool AgentMessage(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        var text = new StringBuilder();
        var parts = JsonCursor.OpenArray(JsonField.Of(item, "content"u8).Raw());
        while (parts.NextElement())
        {
            text.Append(JsonField.Of(parts.Take().Raw(), "text"u8).Text());
        }

        WriteAgentMessage(json, text.ToString(), item);
        return true;
    }

    private static void WriteAgentMessage(Utf8JsonWriter json, string text, ReadOnlySpan<byte> source)
    {
        json.WriteString("text"u8, text);
        RawField(json, "phase"u8, source, "phase"u8);
        json.WritePropertyName("memoryCitation"u8);
        var citation = JsonField.Of(source, "memory_citation"u8);
        if (citation.Type == JsonTokenType.StartObject)
        {
            CamelCase.WriteDeep(json, citation.Raw());
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteNull("delivery"u8);
        json.WriteNull("questions"u8);
    }

    private static bool Reasoning(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        List(json, "summary"u8, JsonField.Of(item, "summary_text"u8));
        List(json, "content"u8, JsonField.Of(item, "raw_content"u8));
        return true;
    }

    private static bool Plan(Utf8JsonWriter json, ReadOnlySpan<byte> item) => TextField(json, "text"u8, item, "text"u8);

    private static bool EnteredReviewMode(Utf8JsonWriter json, ReadOnlySpan<byte> item) => TextField(json, "review"u8, item, "user_facing_hint"u8);

    private static bool ExitedReviewMode(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        var output = JsonField.Of(item, "review_output"u8).Raw();
        json.WriteString("review"u8, ReviewText.Of(output));
        return true;
    }
}
