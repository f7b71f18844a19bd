using System;
using System.Collections.Generic;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.History;

/// <content>What was done: commands, changes of files, calls of tools.</content>
internal static partial class ItemJson
{
    private const string FileScheme = "file://";

    private static bool CommandExecution(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        if (!TryReadPath(JsonField.Of(item, "cwd"u8), out var cwd))
        {
            return false;
        }

        json.WriteNull("pluginId"u8);
        json.WriteNull("scriptPath"u8);
        json.WriteString("command"u8, ShellWords.Join(Texts(JsonField.Of(item, "command"u8).Raw())));
        json.WriteString("cwd"u8, cwd);
        RawField(json, "processId"u8, item, "process_id"u8);
        if (!Word(json, "source"u8, item, "source"u8))
        {
            json.WriteString("source"u8, "agent"u8);
        }

        if (!Word(json, "status"u8, item, "status"u8))
        {
            return false;
        }

        WriteActions(json, JsonField.Of(item, "parsed_cmd"u8).Raw(), cwd);
        var output = JsonField.Of(item, "aggregated_output"u8);
        Raw(json, "aggregatedOutput"u8, output.IsString && output.Bytes.IsEmpty ? default : output.Raw());
        RawField(json, "exitCode"u8, item, "exit_code"u8);
        DurationMs(json, item);
        return true;
    }

    private static void WriteActions(Utf8JsonWriter json, ReadOnlySpan<byte> commands, string cwd)
    {
        json.WriteStartArray("commandActions"u8);
        var cursor = JsonCursor.OpenArray(commands);
        while (cursor.NextElement())
        {
            var command = cursor.Take().Raw();
            var type = JsonField.Of(command, "type"u8);
            json.WriteStartObject();
            json.WritePropertyName("type"u8);
            CamelCase.WriteWord(json, type.IsString ? type.Bytes : "unknown"u8);
            RawField(json, "command"u8, command, "cmd"u8);
            if (type.Is("read"u8))
            {
                RawField(json, "name"u8, command, "name"u8);
                json.WriteString("path"u8, System.IO.Path.Combine(cwd, JsonField.Of(command, "path"u8).Text() ?? ""));
            }
            else if (type.Is("search"u8))
            {
                RawField(json, "query"u8, command, "query"u8);
                RawField(json, "path"u8, command, "path"u8);
            }
            else if (type.Is("list_files"u8))
            {
                RawField(json, "path"u8, command, "path"u8);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool FileChange(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        var changes = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var cursor = JsonCursor.OpenObject(JsonField.Of(item, "changes"u8).Raw());
        while (cursor.NextProperty())
        {
            var path = JsonName.Text(cursor.RawName);
            changes[path] = cursor.Take().Raw().ToArray();
        }

        json.WriteStartArray("changes"u8);
        foreach (var (path, change) in changes)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, path);
            WriteChange(json, change);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (!Word(json, "status"u8, item, "status"u8))
        {
            json.WriteString("status"u8, "inProgress"u8);
        }

        return true;
    }

    private static void WriteChange(Utf8JsonWriter json, ReadOnlySpan<byte> change)
    {
        var type = JsonField.Of(change, "type"u8);
        json.WriteStartObject("kind"u8);
        RawField(json, "type"u8, change, "type"u8);
        if (!type.Is("update"u8))
        {
            json.WriteEndObject();
            RawField(json, "diff"u8, change, "content"u8);
            return;
        }

        var target = JsonField.Of(change, "move_path"u8);
        Raw(json, "move_path"u8, target.Raw());
        json.WriteEndObject();
        var diff = JsonField.Of(change, "unified_diff"u8);
        if (target.IsString)
        {
            json.WriteString("diff"u8, $"{diff.Text()}\n\nMoved to: {target.Text()}");
        }
        else
        {
            Raw(json, "diff"u8, diff.Raw());
        }
    }

    private static bool McpToolCall(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        if (!TextField(json, "server"u8, item, "server"u8) || !TextField(json, "tool"u8, item, "tool"u8) || !Word(json, "status"u8, item, "status"u8))
        {
            return false;
        }

        WriteMcpCall(json, JsonField.Of(item, "arguments"u8).Raw(), JsonField.Of(item, "result"u8).Raw(), JsonField.Of(item, "error"u8));
        DurationMs(json, item);
        return true;
    }

    private static void WriteMcpCall(Utf8JsonWriter json, ReadOnlySpan<byte> arguments, ReadOnlySpan<byte> result, JsonSlice error)
    {
        Raw(json, "arguments"u8, arguments);
        json.WriteNull("appContext"u8);
        json.WriteNull("mcpAppUi"u8);
        json.WriteNull("pluginId"u8);
        json.WriteNull("readOnlyHint"u8);
        if (result.IsEmpty || result[0] != '{')
        {
            json.WriteNull("result"u8);
        }
        else
        {
            json.WriteStartObject("result"u8);
            List(json, "content"u8, JsonField.Of(result, "content"u8));
            RawField(json, "structuredContent"u8, result, "structuredContent"u8);
            RawField(json, "_meta"u8, result, "_meta"u8);
            json.WriteEndObject();
        }

        var message = error.IsString ? error : JsonField.Of(error.Raw(), "message"u8);
        if (message.IsString)
        {
            json.WriteStartObject("error"u8);
            Raw(json, "message"u8, message.Raw());
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("error"u8);
        }
    }

    private static bool WebSearch(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        var action = JsonField.Of(item, "action"u8).Raw();
        if (!JsonField.Of(action, "type"u8).IsString || !TextField(json, "query"u8, item, "query"u8))
        {
            return false;
        }

        WriteSearchAction(json, action);
        RawField(json, "results"u8, item, "results"u8);
        return true;
    }

    private static void WriteSearchAction(Utf8JsonWriter json, ReadOnlySpan<byte> action)
    {
        var type = JsonField.Of(action, "type"u8);
        json.WriteStartObject("action"u8);
        json.WritePropertyName("type"u8);
        CamelCase.WriteWord(json, type.Bytes);
        if (type.Is("search"u8))
        {
            RawField(json, "query"u8, action, "query"u8);
            RawField(json, "queries"u8, action, "queries"u8);
        }
        else if (type.Is("open_page"u8))
        {
            RawField(json, "url"u8, action, "url"u8);
        }
        else if (type.Is("find_in_page"u8))
        {
            RawField(json, "url"u8, action, "url"u8);
            RawField(json, "pattern"u8, action, "pattern"u8);
        }

        json.WriteEndObject();
    }

    private static bool ImageView(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        if (!TryReadPath(JsonField.Of(item, "path"u8), out var path))
        {
            return false;
        }

        json.WriteString("path"u8, path);
        return true;
    }

    private static bool ImageGeneration(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        if (!TextField(json, "status"u8, item, "status"u8))
        {
            return false;
        }

        RawField(json, "revisedPrompt"u8, item, "revised_prompt"u8);
        RawField(json, "result"u8, item, "result"u8);
        RawField(json, "transparentBackground"u8, item, "transparent_background"u8);
        RawField(json, "failure"u8, item, "failure"u8);
        RawField(json, "generationId"u8, item, "generation_id"u8);
        return true;
    }

    private static bool DynamicToolCall(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        RawField(json, "namespace"u8, item, "namespace"u8);
        if (!TextField(json, "tool"u8, item, "tool"u8))
        {
            return false;
        }

        RawField(json, "arguments"u8, item, "arguments"u8);
        if (!Word(json, "status"u8, item, "status"u8))
        {
            return false;
        }

        RawField(json, "contentItems"u8, item, "content_items"u8);
        RawField(json, "success"u8, item, "success"u8);
        DurationMs(json, item);
        return true;
    }

    private static bool SubAgentActivity(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        if (!Word(json, "kind"u8, item, "kind"u8))
        {
            return false;
        }

        RawField(json, "agentThreadId"u8, item, "agent_thread_id"u8);
        RawField(json, "agentPath"u8, item, "agent_path"u8);
        return true;
    }

    private static bool CollabAgentToolCall(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        if (!Word(json, "tool"u8, item, "tool"u8) || !Word(json, "status"u8, item, "status"u8))
        {
            return false;
        }

        RawField(json, "senderThreadId"u8, item, "sender_thread_id"u8);
        List(json, "receiverThreadIds"u8, JsonField.Of(item, "receiver_thread_ids"u8));
        RawField(json, "prompt"u8, item, "prompt"u8);
        RawField(json, "model"u8, item, "model"u8);
        RawField(json, "reasoningEffort"u8, item, "reasoning_effort"u8);
        json.WriteStartObject("agentsStates"u8);
        var agents = JsonCursor.OpenObject(JsonField.Of(item, "agents_states"u8).Raw());
        while (agents.NextProperty())
        {
            json.WriteStartObject(JsonName.Text(agents.RawName));
            WriteAgentState(json, agents.Take());
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return true;
    }

    // A word, or an object of the word and a message.
    private static void WriteAgentState(Utf8JsonWriter json, JsonSlice state)
    {
        var word = state.IsString ? state.Bytes : default;
        JsonSlice message = default;
        var cursor = JsonCursor.OpenObject(state.Raw());
        if (!state.IsString && cursor.NextProperty())
        {
            word = cursor.RawName;
            message = cursor.Take();
        }

        json.WritePropertyName("status"u8);
        CamelCase.WriteWord(json, word);
        Raw(json, "message"u8, message.IsString ? message.Raw() : default);
    }

    private static bool FunctionCallOutput(Utf8JsonWriter json, ReadOnlySpan<byte> item)
    {
        RawField(json, "name"u8, item, "name"u8);
        RawField(json, "namespace"u8, item, "namespace"u8);
        RawField(json, "output"u8, item, "output"u8);
        return true;
    }

    private static List<string> Texts(ReadOnlySpan<byte> array)
    {
        var texts = new List<string>();
        var cursor = JsonCursor.OpenArray(array);
        while (cursor.NextElement())
        {
            texts.Add(cursor.Take().Text() ?? "");
        }

        return texts;
    }

    // The log writes places on disk as URLs.
    private static bool TryReadPath(JsonSlice value, out string path)
    {
        path = value.Text() ?? "";
        if (!path.StartsWith(FileScheme, StringComparison.Ordinal))
        {
            return false;
        }

        path = Uri.UnescapeDataString(path[FileScheme.Length..]);
        return true;
    }
}
