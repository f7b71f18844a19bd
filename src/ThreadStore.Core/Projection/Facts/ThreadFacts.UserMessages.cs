using System;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <content>User messages in both shapes: title, first message and preview. Response items never count.</content>
internal static partial class ThreadFacts
{
    // message, images, local_images
    private static void OnUserMessage(ref FactSink sink)
    {
        if (!sink.Wants(FactMask.UserTexts))
        {
            return;
        }

        var payload = sink.Line.Payload;
        var reader = JsonObject.Open(payload);
        JsonSlice message = default;
        var hasImage = false;
        while (JsonObject.Next(ref reader))
        {
            if (reader.ValueTextEquals("message"u8))
            {
                message = JsonSlice.Take(ref reader, payload);
            }
            else if (reader.ValueTextEquals("images"u8) || reader.ValueTextEquals("local_images"u8))
            {
                reader.Read();
                hasImage |= HasElements(JsonSlice.TakeValue(ref reader, payload));
            }
            else
            {
                reader.Skip();
            }
        }

        var text = new UserText { HasImage = hasImage };
        if (message.IsString)
        {
            text.Append(message);
        }

        Commit(ref sink, text);
        text.Dispose();
    }

    // item.type UserMessage; item.content[] of text, image and local_image
    private static void OnItemCompleted(ref FactSink sink)
    {
        if (!sink.Wants(FactMask.UserTexts))
        {
            return;
        }

        var payload = sink.Line.Payload;
        var reader = JsonObject.Open(payload);
        if (!JsonObject.EnterNamed(ref reader, "item"u8))
        {
            return;
        }

        JsonSlice content = default;
        var isUserMessage = false;
        while (JsonObject.Next(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                isUserMessage = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("UserMessage"u8);
                if (!isUserMessage)
                {
                    // Most items: nothing in them is a fact.
                    return;
                }
            }
            else if (reader.ValueTextEquals("content"u8))
            {
                content = JsonSlice.Take(ref reader, payload);
            }
            else
            {
                reader.Skip();
            }
        }

        if (isUserMessage && content.Type == JsonTokenType.StartArray)
        {
            var text = ReadParts(content);
            Commit(ref sink, text);
            text.Dispose();
        }
    }

    // The content has been walked once before: reading it again cannot fail.
    private static UserText ReadParts(JsonSlice content)
    {
        var text = default(UserText);
        var reader = new Utf8JsonReader(content.Bytes, JsonObject.Options);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            JsonSlice type = default, part = default;
            while (JsonObject.Next(ref reader))
            {
                if (reader.ValueTextEquals("type"u8))
                {
                    type = JsonSlice.Take(ref reader, content.Bytes);
                }
                else if (reader.ValueTextEquals("text"u8))
                {
                    part = JsonSlice.Take(ref reader, content.Bytes);
                }
                else
                {
                    reader.Skip();
                }
            }

            if (type.Is("text"u8) && part.IsString)
            {
                text.Append(part);
            }

            text.HasImage |= type.Is("image"u8) || type.Is("local_image"u8);
        }

        return text;
    }

    private static void Commit(ref FactSink sink, UserText text)
    {
        var stripped = text.Stripped();
        sink.Decoded(TextFact.Title, stripped);
        var shown = stripped.IsEmpty && text.HasImage ? UserText.ImageText : stripped;
        sink.Decoded(TextFact.Preview, shown);
        sink.Decoded(TextFact.FirstUserMessage, shown);
    }

    private static bool HasElements(JsonSlice slice) =>
        slice.Type == JsonTokenType.StartArray && slice.Bytes[1..^1].ContainsAnyExcept(" \t\r\n"u8);
}
