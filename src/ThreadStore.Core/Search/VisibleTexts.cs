using System;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.Search;

/// <summary>Walks the texts of one line that somebody saw: what was said, thought aloud, run, and put out. Which ones: docs/search.md.</summary>
internal ref struct VisibleTexts
{
    private const int MaxDepth = 64;

    private JsonCursor _cursor;
    private ulong _objects;         // of the containers that the cursor is in, the innermost last: a bit that is set is an object
    private int _depth;
    private readonly bool _messageAlone;
    private readonly bool _fromUser;

    private VisibleTexts(in Line line, bool messageAlone, bool fromUser)
    {
        _cursor = JsonCursor.OpenObject(line.Payload);
        _objects = 1;
        _depth = 1;
        _messageAlone = messageAlone;
        _fromUser = fromUser;
    }

    /// <summary>The texts of a line; none when nothing of it is shown to anybody.</summary>
    public static VisibleTexts Of(in Line line)
    {
        switch (line.Kind)
        {
            case ItemKind.EventMsg when IsShownEvent(PayloadType.Find(line.Payload)):
                return new VisibleTexts(line, messageAlone: false, fromUser: false);
            case ItemKind.ResponseItem:
                var type = PayloadType.Find(line.Payload);
                if (!type.SequenceEqual("message"u8))
                {
                    return IsShownItem(type) ? new VisibleTexts(line, messageAlone: false, fromUser: false) : default;
                }

                return MessageRole.Of(line.Payload) switch
                {
                    MessageAuthor.User => new VisibleTexts(line, messageAlone: false, fromUser: true),
                    MessageAuthor.Assistant => new VisibleTexts(line, messageAlone: false, fromUser: false),
                    _ => default,
                };
            case ItemKind.Compacted:
                return new VisibleTexts(line, messageAlone: true, fromUser: false);
            default:
                return default;
        }
    }

    /// <summary>The next text; false after the last one.</summary>
    public bool Next(out JsonSlice text)
    {
        while (_depth > 0)
        {
            var isObject = (_objects & 1) != 0;
            if (!(isObject ? _cursor.NextProperty() : _cursor.NextElement()))
            {
                _depth--;
                _objects >>= 1;
                continue;
            }

            if (isObject && !IsNamed())
            {
                _cursor.Skip();
                continue;
            }

            switch (_cursor.ValueType)
            {
                case JsonTokenType.String:
                    text = _cursor.Take();
                    if (text.IsString && !(_fromUser && MessageRole.IsContext(text)))
                    {
                        return true;
                    }

                    break;
                case JsonTokenType.StartObject when _depth < MaxDepth && _cursor.EnterObject():
                    Push(isObject: true);
                    break;
                case JsonTokenType.StartArray when _depth < MaxDepth && _cursor.EnterArray():
                    Push(isObject: false);
                    break;
                default:
                    _cursor.Skip();
                    break;
            }
        }

        text = default;
        return false;
    }

    private void Push(bool isObject)
    {
        _depth++;
        _objects = (_objects << 1) | (isObject ? 1UL : 0);
    }

    private readonly bool IsNamed() => _messageAlone
        ? _cursor.NameEquals("message"u8)
        : _cursor.NameEquals("text"u8) || _cursor.NameEquals("message"u8) || _cursor.NameEquals("content"u8) || _cursor.NameEquals("item"u8)
            || _cursor.NameEquals("output"u8) || _cursor.NameEquals("aggregated_output"u8) || _cursor.NameEquals("command"u8)
            || _cursor.NameEquals("arguments"u8) || _cursor.NameEquals("input"u8) || _cursor.NameEquals("action"u8)
            || _cursor.NameEquals("query"u8) || _cursor.NameEquals("summary"u8) || _cursor.NameEquals("summary_text"u8)
            || _cursor.NameEquals("result"u8) || _cursor.NameEquals("error"u8) || _cursor.NameEquals("review"u8)
            || _cursor.NameEquals("goal"u8) || _cursor.NameEquals("objective"u8);

    private static bool IsShownEvent(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("item_completed"u8) || type.SequenceEqual("user_message"u8) || type.SequenceEqual("agent_message"u8)
        || type.SequenceEqual("agent_reasoning"u8) || type.SequenceEqual("thread_goal_updated"u8) || type.SequenceEqual("exec_command_end"u8)
        || type.SequenceEqual("mcp_tool_call_end"u8) || type.SequenceEqual("web_search_end"u8) || type.SequenceEqual("error"u8);

    private static bool IsShownItem(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("reasoning"u8) || type.SequenceEqual("function_call"u8) || type.SequenceEqual("function_call_output"u8)
        || type.SequenceEqual("custom_tool_call"u8) || type.SequenceEqual("custom_tool_call_output"u8) || type.SequenceEqual("local_shell_call"u8)
        || type.SequenceEqual("local_shell_call_output"u8) || type.SequenceEqual("web_search_call"u8);
}
