using System;
using System.Buffers;
using System.Text.Json;

namespace ThreadStore.Items;

/// <summary>Writes the payloads that the store itself authors: <c>session_meta</c> and the journal's <c>threadstore_metadata</c>.</summary>
internal static class MetadataJson
{
    /// <summary>The version that journal lines carry.</summary>
    internal const int JournalVersion = 1;

    // Codex writes UTF-8 unescaped; so do we.
    private static readonly JsonWriterOptions s_options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The payload of a new thread's first line.</summary>
    internal static byte[] WriteSessionMeta(ThreadId id, CreateThreadParams parameters, DateTimeOffset createdAt)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(output, s_options))
        {
            Span<byte> time = stackalloc byte[TimestampText.Length];
            TimestampText.Format(time, createdAt.ToUnixTimeMilliseconds());
            var idText = id.ToString();
            json.WriteStartObject();
            json.WriteString("session_id"u8, idText);
            json.WriteString("id"u8, idText);
            WriteIfPresent(json, "forked_from_id"u8, parameters.ForkedFrom?.ToString());
            WriteIfPresent(json, "parent_thread_id"u8, parameters.Parent?.ToString());
            json.WriteString("timestamp"u8, time);
            json.WriteString("cwd"u8, parameters.Cwd);
            json.WriteString("originator"u8, parameters.Originator);
            json.WriteString("cli_version"u8, parameters.CliVersion);
            json.WriteString("source"u8, parameters.Source);
            WriteIfPresent(json, "thread_source"u8, parameters.ThreadSource);
            WriteIfPresent(json, "model_provider"u8, parameters.ModelProvider);
            if (parameters.BaseInstructions is { } instructions)
            {
                json.WriteStartObject("base_instructions"u8);
                json.WriteString("text"u8, instructions);
                json.WriteEndObject();
            }

            WriteIfPresent(json, "memory_mode"u8, parameters.MemoryMode);
            json.WriteString("history_mode"u8, parameters.HistoryMode is HistoryMode.Paginated ? "paginated"u8 : "legacy"u8);
            if (parameters.Git is { } git)
            {
                json.WriteStartObject("git"u8);
                WriteIfPresent(json, "commit_hash"u8, git.Sha);
                WriteIfPresent(json, "branch"u8, git.Branch);
                WriteIfPresent(json, "repository_url"u8, git.OriginUrl);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The payload of a journal line.</summary>
    internal static byte[] WriteJournal(ThreadId id, ThreadMetadataPatch patch)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output, s_options))
        {
            json.WriteStartObject();
            json.WriteNumber("v"u8, JournalVersion);
            json.WriteString("thread_id"u8, id.ToString());
            WriteFields(json, patch);
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>What a patch says, as the properties of a journal line: null for a clear, nothing for what is not in it.</summary>
    internal static void WriteFields(Utf8JsonWriter json, ThreadMetadataPatch patch)
    {
        WriteField(json, "name"u8, patch.Name);
        WriteField(json, "memory_mode"u8, patch.MemoryMode);
        if (patch.GitSha.IsPresent || patch.GitBranch.IsPresent || patch.GitOriginUrl.IsPresent)
        {
            json.WriteStartObject("git"u8);
            WriteField(json, "sha"u8, patch.GitSha);
            WriteField(json, "branch"u8, patch.GitBranch);
            WriteField(json, "origin_url"u8, patch.GitOriginUrl);
            json.WriteEndObject();
        }

        if (patch.Facts is { IsEmpty: false } facts)
        {
            json.WriteStartObject("facts"u8);
            json.WriteStartObject(facts.Projection);
            facts.Write(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static void WriteIfPresent(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteField(Utf8JsonWriter json, ReadOnlySpan<byte> name, MetadataField field)
    {
        if (!field.IsPresent)
        {
            return;
        }

        if (field.Value is { } value)
        {
            json.WriteString(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
