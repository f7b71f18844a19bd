using System;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.Search;

/// <summary>Tells what a user said from what a program said in the user's name.</summary>
internal static class MessageRole
{
    /// <summary>Whose words the message is, by its role and, where the line has them, by the kinds of its parts.</summary>
    public static MessageAuthor Of(ReadOnlySpan<byte> payload)
    {
        var author = MessageAuthor.Program;
        var isSaidByProgram = false;
        var cursor = JsonCursor.OpenObject(payload);
        while (cursor.NextProperty())
        {
            if (cursor.NameEquals("role"u8))
            {
                var role = cursor.Take();
                author = role.Is("user"u8) ? MessageAuthor.User : role.Is("assistant"u8) ? MessageAuthor.Assistant : MessageAuthor.Program;
            }
            else if (cursor.NameEquals("internal_chat_message_metadata_passthrough"u8))
            {
                isSaidByProgram = HasKindsWithoutUser(cursor.Take());
            }
        }

        return author == MessageAuthor.User && isSaidByProgram ? MessageAuthor.Program : author;
    }

    /// <summary>True for a text that older writers put into the user's mouth without saying so.</summary>
    public static bool IsContext(in JsonSlice text) =>
        text.Bytes.StartsWith("<environment_context>"u8) || text.Bytes.StartsWith("<user_instructions>"u8) || text.Bytes.StartsWith("# AGENTS.md instructions"u8);

    private static bool HasKindsWithoutUser(in JsonSlice metadata)
    {
        if (metadata.Type != JsonTokenType.StartObject)
        {
            return false;
        }

        var cursor = JsonCursor.OpenObject(metadata.Bytes);
        while (cursor.NextProperty())
        {
            if (cursor.NameEquals("content_item_kinds"u8) && cursor.EnterArray())
            {
                var count = 0;
                while (cursor.NextElement())
                {
                    var kind = cursor.Take();
                    count++;
                    if (kind.Is("unknown"u8) || (kind.IsString && kind.Bytes.StartsWith("user."u8)))
                    {
                        return false;
                    }
                }

                return count > 0;
            }
        }

        return false;
    }
}
