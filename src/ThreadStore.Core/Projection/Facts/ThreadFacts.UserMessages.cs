using System;
using System.Text.Json;
using ThreadStore.Items;
using ThreadStore.Projection.Declaring;

namespace ThreadStore.Projection;

/// <content>User messages in both shapes: several columns from one text, which is not always there. Response items never count.</content>
internal partial struct ThreadFacts
{
    // message, images, local_images
    [Observe("event_msg/user_message")]
    private static void OnUserMessage(ref JsonCursor payload, ref Delta delta)
    {
        if (!WantsUserTexts(ref delta))
        {
            return;
        }

        JsonSlice message = default;
        var hasImage = false;
        while (payload.NextProperty())
        {
            if (payload.NameEquals("message"u8))
            {
                message = payload.Take();
            }
            else if (payload.NameEquals("images"u8) || payload.NameEquals("local_images"u8))
            {
                hasImage |= HasElements(payload.Take());
            }
        }

        if (payload.IsBroken)
        {
            return;
        }

        var text = default(TextParts);
        if (message.IsString)
        {
            text.Append(message);
        }

        Commit(ref delta, ref text, hasImage);
    }

    // item.type UserMessage; item.content[] of text, image and local_image
    [Observe("event_msg/item_completed")]
    private static void OnItemCompleted(ref JsonCursor payload, ref Delta delta)
    {
        if (!WantsUserTexts(ref delta))
        {
            return;
        }

        while (payload.NextProperty())
        {
            if (payload.NameEquals("item"u8))
            {
                if (payload.EnterObject())
                {
                    OnItem(ref payload, ref delta);
                }

                return;
            }
        }
    }

    private static void OnItem(ref JsonCursor item, ref Delta delta)
    {
        JsonSlice content = default;
        var isUserMessage = false;
        while (item.NextProperty())
        {
            if (item.NameEquals("type"u8))
            {
                isUserMessage = item.Take().TextEquals("UserMessage"u8);
                if (!isUserMessage)
                {
                    // Most items: nothing in them is a fact.
                    return;
                }
            }
            else if (item.NameEquals("content"u8))
            {
                content = item.Take();
            }
        }

        if (!item.IsBroken && isUserMessage && content.Type == JsonTokenType.StartArray)
        {
            OnContent(content, ref delta);
        }
    }

    private static void OnContent(JsonSlice content, ref Delta delta)
    {
        var text = default(TextParts);
        var hasImage = false;
        var elements = JsonCursor.OpenArray(content.Bytes);
        while (elements.NextElement())
        {
            if (!elements.EnterObject())
            {
                continue;
            }

            JsonSlice type = default, part = default;
            while (elements.NextProperty())
            {
                if (elements.NameEquals("type"u8))
                {
                    type = elements.Take();
                }
                else if (elements.NameEquals("text"u8))
                {
                    part = elements.Take();
                }
            }

            if (type.TextEquals("text"u8) && part.IsString)
            {
                text.Append(part);
            }

            hasImage |= type.TextEquals("image"u8) || type.TextEquals("local_image"u8);
        }

        if (elements.IsBroken)
        {
            text.Dispose();
            return;
        }

        Commit(ref delta, ref text, hasImage);
    }

    private static bool WantsUserTexts(ref Delta delta) => delta.WantsTitle || delta.WantsPreview || delta.WantsFirstUserMessage;

    private static void Commit(ref Delta delta, ref TextParts text, bool hasImage)
    {
        var stripped = UserText.Strip(text.Text);
        delta.SetTitle(stripped);
        var shown = stripped.IsEmpty && hasImage ? UserText.ImageText : stripped;
        delta.SetPreview(shown);
        delta.SetFirstUserMessage(shown);
        text.Dispose();
    }

    private static bool HasElements(JsonSlice slice) =>
        slice.Type == JsonTokenType.StartArray && slice.Bytes[1..^1].ContainsAnyExcept(" \t\r\n"u8);
}
