using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ThreadStore.Peer;

namespace ThreadStore.Interop.Store;

/// <summary>Holds a row of Codex's own database against ours, column by column.</summary>
internal static class CodexColumns
{
    // Codex takes its own clock, some milliseconds before or after the line that we go by. What our columns must be is checked to the
    // millisecond against the log, so this only has to be of the same turn.
    private static readonly TimeSpan s_clockDifference = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Every difference, as "column: theirs, ours". <paramref name="expected"/> holds our value where it may differ from theirs.
    /// </summary>
    public static IReadOnlyList<string> Differences(
        CodexHome home, IReadOnlyDictionary<string, object?> theirs, StoredThread ours, IReadOnlyDictionary<string, string?>? expected = null)
    {
        var found = new List<string>();
        foreach (var (column, value) in Texts(home, ours))
        {
            var wanted = expected is not null && expected.TryGetValue(column, out var own) ? own : TextOf(theirs[column]);
            if (wanted != value)
            {
                found.Add($"{column}: {wanted ?? "null"}, {value ?? "null"}");
            }
        }

        var times = new Times(CodexRollout.Read(home.RolloutOf(ours.Id.ToString())));
        CompareTime(found, "created_at_ms", theirs, ours.CreatedAtMs, times.Created);
        CompareTime(found, "updated_at_ms", theirs, ours.UpdatedAtMs, times.Updated);
        CompareTime(found, "recency_at_ms", theirs, ours.RecencyAtMs, times.Recency);
        return found;
    }

    private static (string Column, string? Value)[] Texts(CodexHome home, StoredThread ours) =>
    [
        ("id", ours.Id.ToString()),
        ("rollout_path", System.IO.Path.Combine(home.Location, ours.RolloutPath)),
        ("source", ours.Source),
        ("thread_source", ours.ThreadSource),
        ("originator", ours.Originator),
        ("model_provider", ours.ModelProvider),
        ("model", ours.Model),
        ("reasoning_effort", ours.ReasoningEffort),
        ("cwd", ours.Cwd),
        ("cli_version", ours.CliVersion),
        ("title", ours.Title),
        ("name", ours.Name),
        ("preview", ours.Preview),
        ("first_user_message", ours.FirstUserMessage),
        ("tokens_used", ours.TokensUsed.ToString(CultureInfo.InvariantCulture)),
        ("git_sha", ours.GitSha),
        ("git_branch", ours.GitBranch),
        ("git_origin_url", ours.GitOriginUrl),
        ("archived", ours.Archived ? "1" : "0"),
        ("memory_mode", ours.MemoryMode),
        ("approval_mode", ours.ApprovalMode),
        ("sandbox_policy", ours.SandboxPolicy),
        ("history_mode", ours.HistoryMode),
        ("agent_nickname", ours.AgentNickname),
        ("agent_role", ours.AgentRole),
        ("agent_path", ours.AgentPath),
    ];

    // Codex keeps an empty text where it knows nothing.
    private static string? TextOf(object? value) => value switch
    {
        null or "" => null,
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => (string)value,
    };

    private static void CompareTime(List<string> found, string column, IReadOnlyDictionary<string, object?> theirs, long? ours, long wanted)
    {
        if (ours != wanted)
        {
            found.Add($"{column}: the log says {wanted}, {ours}");
        }
        else if (Math.Abs((long)theirs[column]! - wanted) > s_clockDifference.TotalMilliseconds)
        {
            found.Add($"{column}: {theirs[column]}, {ours}");
        }
    }

    /// <summary>The three times, read out of a rollout by other means than the store's.</summary>
    private sealed class Times
    {
        public Times(IReadOnlyList<CodexRolloutLine> lines)
        {
            Created = Milliseconds(lines[0].Payload.GetProperty("timestamp").GetDateTimeOffset());
            Updated = lines.Where(static line => line.Type != "threadstore_metadata").Max(static line => Milliseconds(line.Time));
            Recency = lines.Where(static line => line.Kind == "event_msg/task_started").Select(static line => Milliseconds(line.Time)).Append(Created).Max();
        }

        public long Created { get; }

        public long Updated { get; }

        public long Recency { get; }

        private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
    }
}
