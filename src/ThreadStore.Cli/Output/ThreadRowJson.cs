using System;
using System.Linq;
using System.Text.Json;

namespace ThreadStore.Cli.Output;

/// <summary>A thread as a JSON object: every column under Codex's name, in the order of its table, and then what Codex has not; an empty text is null.</summary>
internal static class ThreadRowJson
{
    internal static void Write(JsonLines lines, StoredThread thread, string rolloutPath)
    {
        var json = lines.Begin();
        json.WriteString("id"u8, thread.Id.ToString());
        WriteText(json, "rollout_path", rolloutPath);
        WriteNumber(json, "created_at_ms", thread.CreatedAtMs);
        WriteNumber(json, "updated_at_ms", thread.UpdatedAtMs);
        WriteNumber(json, "recency_at_ms", thread.RecencyAtMs);
        WriteText(json, "source", thread.Source);
        WriteText(json, "thread_source", thread.ThreadSource);
        WriteText(json, "originator", thread.Originator);
        WriteText(json, "model_provider", thread.ModelProvider);
        WriteText(json, "model", thread.Model);
        WriteText(json, "reasoning_effort", thread.ReasoningEffort);
        WriteText(json, "cwd", thread.Cwd);
        WriteText(json, "cli_version", thread.CliVersion);
        WriteText(json, "title", thread.Title);
        WriteText(json, "name", thread.Name);
        WriteText(json, "preview", thread.Preview);
        WriteText(json, "first_user_message", thread.FirstUserMessage);
        json.WriteNumber("tokens_used"u8, thread.TokensUsed);
        WriteText(json, "git_sha", thread.GitSha);
        WriteText(json, "git_branch", thread.GitBranch);
        WriteText(json, "git_origin_url", thread.GitOriginUrl);
        json.WriteBoolean("archived"u8, thread.Archived);
        WriteText(json, "memory_mode", thread.MemoryMode);
        WriteText(json, "approval_mode", thread.ApprovalMode);
        WriteText(json, "sandbox_policy", thread.SandboxPolicy);
        WriteText(json, "history_mode", thread.HistoryMode);
        WriteText(json, "agent_nickname", thread.AgentNickname);
        WriteText(json, "agent_role", thread.AgentRole);
        WriteText(json, "agent_path", thread.AgentPath);
        WriteText(json, "forked_from_id", thread.ForkedFromId);
        WriteText(json, "parent_thread_id", thread.ParentThreadId);
        WriteNumber(json, "archived_at_ms", thread.ArchivedAtMs);
        WriteLabels(json, thread);
        lines.End();
    }

    /// <summary>The labels as one object, in the order of their keys.</summary>
    internal static void WriteLabels(Utf8JsonWriter json, StoredThread thread)
    {
        json.WriteStartObject("labels"u8);
        foreach (var (key, value) in thread.Labels.OrderBy(static label => label.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value) => json.WriteString(name, string.IsNullOrEmpty(value) ? null : value);

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
