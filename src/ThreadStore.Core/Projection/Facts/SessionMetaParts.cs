using System;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <summary>The values of a session_meta payload that are facts.</summary>
internal ref struct SessionMetaParts
{
    public JsonSlice Timestamp;
    public JsonSlice Cwd;
    public JsonSlice Originator;
    public JsonSlice CliVersion;
    public JsonSlice Source;
    public JsonSlice ThreadSource;
    public JsonSlice ModelProvider;
    public JsonSlice AgentNickname;
    public JsonSlice AgentRole;
    public JsonSlice AgentPath;
    public JsonSlice ForkedFromId;
    public JsonSlice ParentThreadId;
    public JsonSlice MemoryMode;
    public JsonSlice HistoryMode;
    public JsonSlice Git;
    public JsonSlice HistoryBase;

    /// <summary>Takes the value of the property that the reader stands on, if it is one of these.</summary>
    public bool TryTake(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> payload)
    {
        if (reader.ValueTextEquals("timestamp"u8))
        {
            Timestamp = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("cwd"u8))
        {
            Cwd = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("originator"u8))
        {
            Originator = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("cli_version"u8))
        {
            CliVersion = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("source"u8))
        {
            Source = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("thread_source"u8))
        {
            ThreadSource = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("model_provider"u8))
        {
            ModelProvider = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("memory_mode"u8))
        {
            MemoryMode = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("history_mode"u8))
        {
            HistoryMode = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("git"u8))
        {
            Git = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("history_base"u8))
        {
            HistoryBase = JsonSlice.Take(ref reader, payload);
        }
        else
        {
            return TryTakeLineage(ref reader, payload);
        }

        return true;
    }

    private bool TryTakeLineage(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> payload)
    {
        if (reader.ValueTextEquals("agent_nickname"u8))
        {
            AgentNickname = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("agent_role"u8))
        {
            AgentRole = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("agent_path"u8))
        {
            AgentPath = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("forked_from_id"u8))
        {
            ForkedFromId = JsonSlice.Take(ref reader, payload);
        }
        else if (reader.ValueTextEquals("parent_thread_id"u8))
        {
            ParentThreadId = JsonSlice.Take(ref reader, payload);
        }
        else
        {
            return false;
        }

        return true;
    }
}
