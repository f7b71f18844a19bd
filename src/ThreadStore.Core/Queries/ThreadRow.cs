using System;
using System.Text;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>Reads a row of the index into a <see cref="StoredThread"/>. One per connection: it keeps the texts that rows have in common.</summary>
internal sealed class ThreadRow
{
    /// <summary>The tables behind <see cref="Columns"/>.</summary>
    public const string Tables = "threads t LEFT JOIN session_names n ON n.id = t.id";

    /// <summary>The column of <c>id</c>, for ORDER BY by position (from 1).</summary>
    public const int IdPosition = 1;

    /// <summary>The column of <c>created_at_ms</c>, for ORDER BY by position (from 1); the other two times follow it.</summary>
    public const int CreatedPosition = FirstFact + 1;

    private const int SessionName = 4;
    private const int SessionNameAt = 5;
    private const int FirstFact = 6;

    private readonly CommonText[] _common = new CommonText[(int)CommonColumn.Count];

    /// <summary>The columns in the order in which <see cref="Read"/> takes them, of <c>threads t</c> and <c>session_names n</c>.</summary>
    public static string Columns { get; } =
        $"t.id, t.rollout_path, t.archived, t.log_offset, n.name, n.updated_at_ms, {ThreadFacts.Schema.Select("t")}";

    /// <summary>How many columns these are; those of a host's projection follow them.</summary>
    public static int ColumnCount { get; } = FirstFact + ThreadFacts.Schema.Columns.Count;

    // Texts that neighbours in a list mostly share.
    private enum CommonColumn
    {
        Source,
        ThreadSource,
        Originator,
        ModelProvider,
        Model,
        ReasoningEffort,
        Cwd,
        CliVersion,
        GitSha,
        GitBranch,
        GitOriginUrl,
        MemoryMode,
        ApprovalMode,
        SandboxPolicy,
        HistoryMode,
        AgentRole,
        Count,
    }

    /// <summary>Makes the thread of the row on which the statement stands.</summary>
    public StoredThread Read(SqliteStatement row)
    {
        var facts = new ThreadFacts.Row(new FactRow(row, FirstFact));
        var isArchived = row.ColumnInt64(2) != 0;
        return new StoredThread
        {
            Id = ThreadId.FromBytes(row.ColumnBlob(0)),
            RolloutPath = Text(row.ColumnText(1)) ?? "",
            Archived = isArchived,
            LogOffset = row.ColumnInt64(3),
            CreatedAtMs = facts.CreatedAt?.UnixMilliseconds,
            UpdatedAtMs = facts.UpdatedAt?.UnixMilliseconds,
            RecencyAtMs = facts.RecencyAt?.UnixMilliseconds,
            ArchivedAtMs = isArchived ? (facts.ArchivedAt ?? facts.UpdatedAt)?.UnixMilliseconds : null,
            Source = Common(CommonColumn.Source, facts.Source),
            ThreadSource = Common(CommonColumn.ThreadSource, facts.ThreadSource),
            Originator = Common(CommonColumn.Originator, facts.Originator),
            ModelProvider = Common(CommonColumn.ModelProvider, facts.ModelProvider),
            Model = Common(CommonColumn.Model, facts.Model),
            ReasoningEffort = Common(CommonColumn.ReasoningEffort, facts.ReasoningEffort),
            Cwd = Common(CommonColumn.Cwd, facts.Cwd),
            CliVersion = Common(CommonColumn.CliVersion, facts.CliVersion),
            Title = Text(facts.Title),
            Preview = Text(facts.Preview),
            FirstUserMessage = Text(facts.FirstUserMessage),
            TokensUsed = facts.TokensUsed ?? 0,
            GitSha = Common(CommonColumn.GitSha, facts.GitSha),
            GitBranch = Common(CommonColumn.GitBranch, facts.GitBranch),
            GitOriginUrl = Common(CommonColumn.GitOriginUrl, facts.GitOriginUrl),
            MemoryMode = Common(CommonColumn.MemoryMode, facts.MemoryMode) ?? StoredThread.DefaultMemoryMode,
            Labels = ThreadLabels.Parse(facts.Labels),
            ApprovalMode = Common(CommonColumn.ApprovalMode, facts.ApprovalMode) ?? StoredThread.DefaultApprovalMode,
            SandboxPolicy = Common(CommonColumn.SandboxPolicy, facts.SandboxPolicy) ?? StoredThread.DefaultSandboxPolicy,
            HistoryMode = Common(CommonColumn.HistoryMode, facts.HistoryMode) ?? StoredThread.DefaultHistoryMode,
            AgentNickname = Text(facts.AgentNickname),
            AgentRole = Common(CommonColumn.AgentRole, facts.AgentRole),
            AgentPath = Text(facts.AgentPath),
            ForkedFromId = Text(facts.ForkedFromId),
            ParentThreadId = Text(facts.ParentThreadId),
            Name = EffectiveName(row, facts),
        };
    }

    /// <summary>The newest of the log's own name (which may be a clearing) and the name in <c>session_index.jsonl</c>; of equally new ones the log's.</summary>
    private static string? EffectiveName(SqliteStatement row, ThreadFacts.Row facts)
    {
        var isFromLog = row.ColumnIsNull(SessionNameAt)
            || (facts.NameAt is { } at && at.UnixMilliseconds >= row.ColumnInt64(SessionNameAt));
        return Text(isFromLog ? facts.Name : row.ColumnText(SessionName));
    }

    private static string? Text(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? null : Encoding.UTF8.GetString(utf8);

    /// <summary>Compared with the last one before a new string is made.</summary>
    private string? Common(CommonColumn text, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return null;
        }

        ref var last = ref _common[(int)text];
        if (last.Text is null || !utf8.SequenceEqual(last.Utf8))
        {
            last = new CommonText(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return last.Text;
    }

    private readonly record struct CommonText(byte[] Utf8, string Text);
}
