using System;
using System.Buffers;
using System.Collections.Generic;
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
    /// <param name="id">The thread.</param>
    /// <param name="patch">What is said.</param>
    /// <param name="labels">All labels as the patch leaves them; null when it changes none.</param>
    internal static byte[] WriteJournal(ThreadId id, ThreadMetadataPatch patch, IReadOnlyDictionary<string, string>? labels = null)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output, s_options))
        {
            BeginJournal(json, id);
            WriteExplicit(json, patch);
            if (labels is not null)
            {
                json.WritePropertyName("labels"u8);
                WriteLabels(json, labels);
            }

            WriteFacts(json, patch);
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>A patch as JSON: what a journal line says, but of labels the change and not what comes out of it.</summary>
    internal static void WritePatch(Utf8JsonWriter json, ThreadMetadataPatch patch)
    {
        json.WriteStartObject();
        WriteExplicit(json, patch);
        if (patch.Labels is { Count: > 0 } labels)
        {
            json.WriteStartObject("labels"u8);
            foreach (var (key, value) in labels)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        WriteFacts(json, patch);
        json.WriteEndObject();
    }

    /// <summary>The payload of the journal line of an archiving, or, without a time, of the end of one.</summary>
    internal static byte[] WriteArchived(ThreadId id, DateTimeOffset? at)
    {
        var output = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(output, s_options))
        {
            BeginJournal(json, id);
            if (at is { } time)
            {
                Span<byte> text = stackalloc byte[TimestampText.Length];
                TimestampText.Format(text, time.ToUnixTimeMilliseconds());
                json.WriteString("archived_at"u8, text);
            }
            else
            {
                json.WriteNull("archived_at"u8);
            }

            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Labels as the JSON object that a journal line holds.</summary>
    internal static byte[] WriteLabels(IReadOnlyDictionary<string, string> labels)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output, s_options))
        {
            WriteLabels(json, labels);
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteLabels(Utf8JsonWriter json, IReadOnlyDictionary<string, string> labels)
    {
        json.WriteStartObject();
        foreach (var (key, value) in labels)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void BeginJournal(Utf8JsonWriter json, ThreadId id)
    {
        json.WriteStartObject();
        json.WriteNumber("v"u8, JournalVersion);
        json.WriteString("thread_id"u8, id.ToString());
    }

    private static void WriteExplicit(Utf8JsonWriter json, ThreadMetadataPatch patch)
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
    }

    private static void WriteFacts(Utf8JsonWriter json, ThreadMetadataPatch patch)
    {
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
