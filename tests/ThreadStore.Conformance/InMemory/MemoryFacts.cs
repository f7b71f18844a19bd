using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace ThreadStore.Conformance.InMemory;

/// <summary>A thread's row, by a plain reading of its lines: a second opinion on what the lines say.</summary>
internal sealed class MemoryFacts
{
    private const string RequestMarker = "## My request for Codex:";

    private readonly ThreadId _id;
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private long? _createdAt;
    private long? _updatedAt;
    private long? _turnAt;
    private long _nameAt = long.MinValue;
    private long _tokens;
    private bool _hasSettingsCwd;

    private MemoryFacts(ThreadId id) => _id = id;

    /// <summary>Reads the row of a thread; its preview may come from the thread that it continues.</summary>
    public static StoredThread Read(MemoryThread thread, string? inheritedPreview)
    {
        var facts = new MemoryFacts(thread.Id);
        facts.First("preview", inheritedPreview);
        foreach (var line in thread.Lines)
        {
            facts.Take(line);
        }

        return facts.ToRow(thread);
    }

    /// <summary>What lists show of lines that a thread continues.</summary>
    public static string? PreviewOf(ThreadId id, IEnumerable<MemoryLine> lines)
    {
        var facts = new MemoryFacts(id);
        foreach (var line in lines)
        {
            facts.Take(line);
        }

        return facts.Text("preview");
    }

    private void Take(MemoryLine line)
    {
        using var json = JsonDocument.Parse(line.Payload);
        var payload = json.RootElement;
        if (line.IsJournal)
        {
            TakeJournal(payload, line.TimestampMs ?? 0);
            return;
        }

        _updatedAt = Newest(_updatedAt, line.TimestampMs);
        switch (line.TypeName)
        {
            case "session_meta":
                TakeMeta(payload);
                break;
            case "turn_context":
                TakeSettings(payload, effort: "effort", provider: null);
                First("cwd", payload.Text("cwd"));
                break;
            case "event_msg":
                TakeEvent(payload, line.TimestampMs);
                break;
        }
    }

    private void TakeMeta(JsonElement meta)
    {
        Last("memory_mode", meta.Text("memory_mode"));
        if (meta.Text("id") != _id.ToString())
        {
            // A fork's copy of its parent's.
            return;
        }

        _createdAt ??= DateTimeOffset.TryParse(meta.Text("timestamp"), CultureInfo.InvariantCulture, out var time) ? time.ToUnixTimeMilliseconds() : null;
        First("originator", meta.Text("originator"));
        First("cwd", meta.Text("cwd"));
        First("history_mode", meta.Text("history_mode") ?? "legacy");
        Last("source", meta.TextOrObject("source"));
        Last("thread_source", meta.TextOrObject("thread_source"));
        foreach (var key in (string[])["model_provider", "cli_version", "agent_nickname", "agent_role", "agent_path", "forked_from_id", "parent_thread_id"])
        {
            Last(key, meta.Text(key));
        }

        Last("git_sha", meta.Text("git", "commit_hash"));
        Last("git_branch", meta.Text("git", "branch"));
        Last("git_origin_url", WithoutCredentials(meta.Text("git", "repository_url")));
    }

    private void TakeSettings(JsonElement settings, string effort, string? provider)
    {
        Last("model", settings.Text("model"));
        Last("reasoning_effort", settings.Text(effort));
        Last("approval_mode", settings.TextOrObject("approval_policy"));
        Last("sandbox_policy", settings.Raw("permission_profile"));
        Last("model_provider", provider is null ? null : settings.Text(provider));
    }

    private void TakeEvent(JsonElement payload, long? at)
    {
        switch (payload.Text("type"))
        {
            case "task_started":
                _turnAt = Newest(_turnAt, at);
                break;
            case "token_count":
                _tokens = Math.Max(0, payload.Number("info", "total_token_usage", "total_tokens") ?? _tokens);
                break;
            case "thread_goal_updated":
                First("preview", payload.Text("goal", "objective"));
                break;
            case "thread_name_updated":
                TakeName(payload, "thread_name", at ?? 0);
                break;
            case "thread_settings_applied" when payload.At("thread_settings") is { } settings:
                TakeSettings(settings, effort: "reasoning_effort", provider: "model_provider_id");
                TakeSettingsCwd(settings.Text("cwd"));
                break;
            case "user_message":
                TakeUserMessage(payload.Text("message") ?? "", HasAny(payload.At("images")) || HasAny(payload.At("local_images")));
                break;
            case "item_completed" when payload.Text("item", "type") is "UserMessage" && payload.At("item", "content") is { ValueKind: JsonValueKind.Array } content:
                TakeUserMessage(
                    string.Concat(content.EnumerateArray().Where(static part => part.Text("type") is "text").Select(static part => part.Text("text"))),
                    content.EnumerateArray().Any(static part => part.Text("type") is "image" or "local_image"));
                break;
        }
    }

    private void TakeUserMessage(string message, bool hasImage)
    {
        var marker = message.IndexOf(RequestMarker, StringComparison.Ordinal);
        var text = (marker < 0 ? message : message[(marker + RequestMarker.Length)..]).Trim();
        First("title", text);
        var shown = text.Length == 0 && hasImage ? "[Image]" : text;
        First("preview", shown);
        First("first_user_message", shown);
    }

    private void TakeJournal(JsonElement patch, long at)
    {
        TakeName(patch, "name", at);
        SetOrClear("memory_mode", patch.At("memory_mode"));
        SetOrClear("git_sha", patch.At("git", "sha"));
        SetOrClear("git_branch", patch.At("git", "branch"));
        SetOrClear("git_origin_url", patch.At("git", "origin_url"));
        Last("git_origin_url", WithoutCredentials(_texts.GetValueOrDefault("git_origin_url")));
        foreach (var label in patch.At("labels") is { ValueKind: JsonValueKind.Object } labels ? labels.EnumerateObject() : default)
        {
            _labels.Remove(label.Name);
            if (label.Value.ValueKind is JsonValueKind.String)
            {
                _labels.Add(label.Name, label.Value.GetString()!);
            }
        }
    }

    private void TakeName(JsonElement payload, string key, long at)
    {
        if (payload.At(key) is { } name && at >= _nameAt)
        {
            _nameAt = at;
            SetOrClear("name", name);
        }
    }

    // What the newest settings say stands over where the thread was made.
    private void TakeSettingsCwd(string? cwd)
    {
        if (cwd is not null)
        {
            _hasSettingsCwd = true;
            _texts["cwd"] = cwd;
        }
    }

    private void First(string column, string? value)
    {
        if (value is { Length: > 0 } && !(column is "cwd" && _hasSettingsCwd))
        {
            _texts.TryAdd(column, value);
        }
    }

    private void Last(string column, string? value)
    {
        if (value is not null)
        {
            _texts[column] = value;
        }
    }

    private void SetOrClear(string column, JsonElement? value)
    {
        if (value is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } set)
        {
            _texts[column] = set;
        }
        else if (value is { ValueKind: JsonValueKind.Null or JsonValueKind.String })
        {
            _texts.Remove(column);
        }
    }

    private StoredThread ToRow(MemoryThread thread) => new()
    {
        Id = thread.Id,
        RolloutPath = "",
        Archived = thread.IsArchived,
        ArchivedAtMs = thread.ArchivedAtMs,
        LogOffset = thread.End.Offset,
        CreatedAtMs = _createdAt,
        UpdatedAtMs = _updatedAt,
        RecencyAtMs = Newest(_createdAt, _turnAt),
        Source = Text("source"),
        ThreadSource = Text("thread_source"),
        Originator = Text("originator"),
        ModelProvider = Text("model_provider"),
        Model = Text("model"),
        ReasoningEffort = Text("reasoning_effort"),
        Cwd = Text("cwd"),
        CliVersion = Text("cli_version"),
        Title = Text("title"),
        Name = Text("name"),
        Preview = Text("preview"),
        FirstUserMessage = Text("first_user_message"),
        TokensUsed = _tokens,
        GitSha = Text("git_sha"),
        GitBranch = Text("git_branch"),
        GitOriginUrl = Text("git_origin_url"),
        Labels = _labels.Count > 0 ? _labels : ReadOnlyDictionary<string, string>.Empty,
        MemoryMode = Text("memory_mode") ?? StoredThread.DefaultMemoryMode,
        ApprovalMode = Text("approval_mode") ?? StoredThread.DefaultApprovalMode,
        SandboxPolicy = Text("sandbox_policy") ?? StoredThread.DefaultSandboxPolicy,
        HistoryMode = Text("history_mode") ?? StoredThread.DefaultHistoryMode,
        AgentNickname = Text("agent_nickname"),
        AgentRole = Text("agent_role"),
        AgentPath = Text("agent_path"),
        ForkedFromId = Text("forked_from_id"),
        ParentThreadId = Text("parent_thread_id"),
    };

    private string? Text(string column) => _texts.GetValueOrDefault(column);

    private static bool HasAny(JsonElement? array) => array is { ValueKind: JsonValueKind.Array } found && found.GetArrayLength() > 0;

    private static long? Newest(long? left, long? right) => left is null || right > left ? right : left;

    private static string? WithoutCredentials(string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.UserInfo.Length == 0)
        {
            return url;
        }

        // The user of an ssh address is part of how to reach it.
        var kept = parsed.Scheme.EndsWith("ssh", StringComparison.Ordinal) ? parsed.UserInfo.Split(':')[0] + "@" : "";
        return url.Replace(parsed.UserInfo + "@", kept, StringComparison.Ordinal);
    }
}
