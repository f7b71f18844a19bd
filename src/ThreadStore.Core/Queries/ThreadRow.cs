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

    /// <summary>The column of the first fact.</summary>
    public const int FirstFact = 6;

    private readonly CommonText[] _common = new CommonText[(int)CommonColumn.Count];

    /// <summary>The columns in the order in which <see cref="Utf8Thread"/> takes them, of <c>threads t</c> and <c>session_names n</c>.</summary>
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
    public StoredThread Read(SqliteStatement row) => Read(new Utf8Thread(new FactRow(row, first: 0)));

    /// <summary>Makes the thread of a row.</summary>
    public StoredThread Read(in Utf8Thread row) => new()
    {
        Id = row.Id,
        RolloutPath = Text(row.RolloutPath) ?? "",
        Archived = row.Archived,
        LogOffset = row.LogOffset,
        CreatedAtMs = row.CreatedAtMs,
        UpdatedAtMs = row.UpdatedAtMs,
        RecencyAtMs = row.RecencyAtMs,
        ArchivedAtMs = row.ArchivedAtMs,
        Source = Common(CommonColumn.Source, row.Source),
        ThreadSource = Common(CommonColumn.ThreadSource, row.ThreadSource),
        Originator = Common(CommonColumn.Originator, row.Originator),
        ModelProvider = Common(CommonColumn.ModelProvider, row.ModelProvider),
        Model = Common(CommonColumn.Model, row.Model),
        ReasoningEffort = Common(CommonColumn.ReasoningEffort, row.ReasoningEffort),
        Cwd = Common(CommonColumn.Cwd, row.Cwd),
        CliVersion = Common(CommonColumn.CliVersion, row.CliVersion),
        Title = Text(row.Title),
        Preview = Text(row.Preview),
        FirstUserMessage = Text(row.FirstUserMessage),
        TokensUsed = row.TokensUsed,
        GitSha = Common(CommonColumn.GitSha, row.GitSha),
        GitBranch = Common(CommonColumn.GitBranch, row.GitBranch),
        GitOriginUrl = Common(CommonColumn.GitOriginUrl, row.GitOriginUrl),
        MemoryMode = Common(CommonColumn.MemoryMode, row.MemoryMode)!,
        Labels = ThreadLabels.Parse(row.Labels),
        ApprovalMode = Common(CommonColumn.ApprovalMode, row.ApprovalMode)!,
        SandboxPolicy = Common(CommonColumn.SandboxPolicy, row.SandboxPolicy)!,
        HistoryMode = Common(CommonColumn.HistoryMode, row.HistoryMode)!,
        AgentNickname = Text(row.AgentNickname),
        AgentRole = Common(CommonColumn.AgentRole, row.AgentRole),
        AgentPath = Text(row.AgentPath),
        ForkedFromId = Text(row.ForkedFromId),
        ParentThreadId = Text(row.ParentThreadId),
        Name = Text(row.Name),
    };

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
