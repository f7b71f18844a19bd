using System;
using System.Text;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>Reads a row of the index into a <see cref="StoredThread"/>. One per connection: it keeps the texts that rows have in common.</summary>
internal sealed class ThreadRow
{
    /// <summary>The columns in the order in which <see cref="Read"/> takes them, of <c>threads t</c> and <c>session_names n</c>.</summary>
    public const string Columns = """
        t.id, t.rollout_path, t.archived, t.log_offset, t.created_at_ms, t.updated_at_ms, t.recency_at_ms, t.source, t.thread_source, t.originator,
        t.model_provider, t.model, t.reasoning_effort, t.cwd, t.cli_version, t.title, t.preview, t.first_user_message, t.tokens_used, t.git_sha,
        t.git_branch, t.git_origin_url, t.memory_mode, t.approval_mode, t.sandbox_policy, t.history_mode, t.agent_nickname, t.agent_role, t.agent_path,
        t.forked_from_id, t.parent_thread_id, t.name, t.name_at_ms, n.name, n.updated_at_ms
        """;

    /// <summary>The tables behind <see cref="Columns"/>.</summary>
    public const string Tables = "threads t LEFT JOIN session_names n ON n.id = t.id";

    /// <summary>The column of <c>id</c>, for ORDER BY by position (from 1).</summary>
    public const int IdPosition = 1;

    /// <summary>The column of <c>created_at_ms</c>, for ORDER BY by position (from 1); the other two times follow it.</summary>
    public const int CreatedPosition = 5;

    private const int ColumnCount = 35;

    private readonly CommonText[] _common = new CommonText[ColumnCount];

    /// <summary>Makes the thread of the row on which the statement stands.</summary>
    public StoredThread Read(SqliteStatement row) => new()
    {
        Id = ThreadId.FromBytes(row.ColumnBlob(0)),
        RolloutPath = Text(row, 1) ?? "",
        Archived = row.ColumnInt64(2) != 0,
        LogOffset = row.ColumnInt64(3),
        CreatedAtMs = Number(row, 4),
        UpdatedAtMs = Number(row, 5),
        RecencyAtMs = Number(row, 6),
        Source = Common(row, 7),
        ThreadSource = Common(row, 8),
        Originator = Common(row, 9),
        ModelProvider = Common(row, 10),
        Model = Common(row, 11),
        ReasoningEffort = Common(row, 12),
        Cwd = Common(row, 13),
        CliVersion = Common(row, 14),
        Title = Text(row, 15),
        Preview = Text(row, 16),
        FirstUserMessage = Text(row, 17),
        TokensUsed = row.ColumnInt64(18),
        GitSha = Common(row, 19),
        GitBranch = Common(row, 20),
        GitOriginUrl = Common(row, 21),
        MemoryMode = Common(row, 22) ?? StoredThread.DefaultMemoryMode,
        ApprovalMode = Common(row, 23) ?? StoredThread.DefaultApprovalMode,
        SandboxPolicy = Common(row, 24) ?? StoredThread.DefaultSandboxPolicy,
        HistoryMode = Common(row, 25) ?? StoredThread.DefaultHistoryMode,
        AgentNickname = Text(row, 26),
        AgentRole = Common(row, 27),
        AgentPath = Text(row, 28),
        ForkedFromId = Text(row, 29),
        ParentThreadId = Text(row, 30),
        Name = EffectiveName(row),
    };

    /// <summary>The newest of the log's own name (which may be a clearing) and the name in <c>session_index.jsonl</c>; of equally new ones the log's.</summary>
    private static string? EffectiveName(SqliteStatement row)
    {
        const int Name = 31;
        const int NameAt = 32;
        const int SessionName = 33;
        const int SessionNameAt = 34;
        var isFromLog = row.ColumnIsNull(SessionNameAt) || (!row.ColumnIsNull(NameAt) && row.ColumnInt64(NameAt) >= row.ColumnInt64(SessionNameAt));
        return Text(row, isFromLog ? Name : SessionName);
    }

    private static string? Text(SqliteStatement row, int column)
    {
        var utf8 = row.ColumnText(column);
        return utf8.IsEmpty ? null : Encoding.UTF8.GetString(utf8);
    }

    private static long? Number(SqliteStatement row, int column) => row.ColumnIsNull(column) ? null : row.ColumnInt64(column);

    /// <summary>A text that neighbours in a list mostly share: compared with the last one before a new string is made.</summary>
    private string? Common(SqliteStatement row, int column)
    {
        var utf8 = row.ColumnText(column);
        if (utf8.IsEmpty)
        {
            return null;
        }

        ref var last = ref _common[column];
        if (last.Text is null || !utf8.SequenceEqual(last.Utf8))
        {
            last = new CommonText(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return last.Text;
    }

    private readonly record struct CommonText(byte[] Utf8, string Text);
}
