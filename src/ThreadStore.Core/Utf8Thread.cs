using System;
using System.Text;
using ThreadStore.Projection;
using ThreadStore.Queries;

namespace ThreadStore;

/// <summary>What the index knows of one thread, as <see cref="StoredThread"/>, without copies: texts are UTF-8, and empty when there is none.</summary>
/// <remarks>Valid as long as the page that it is a row of is not filled again or disposed of.</remarks>
public readonly ref struct Utf8Thread
{
    private const int SessionName = 4;
    private const int SessionNameAt = 5;

    private static readonly byte[] s_memoryMode = Encoding.UTF8.GetBytes(StoredThread.DefaultMemoryMode);
    private static readonly byte[] s_approvalMode = Encoding.UTF8.GetBytes(StoredThread.DefaultApprovalMode);
    private static readonly byte[] s_sandboxPolicy = Encoding.UTF8.GetBytes(StoredThread.DefaultSandboxPolicy);
    private static readonly byte[] s_historyMode = Encoding.UTF8.GetBytes(StoredThread.DefaultHistoryMode);

    private readonly FactRow _row;
    private readonly ThreadFacts.Row _facts;

    /// <summary>The row whose columns are <see cref="ThreadRow.Columns"/>.</summary>
    internal Utf8Thread(FactRow row)
    {
        _row = row;
        _facts = new ThreadFacts.Row(row.From(ThreadRow.FirstFact));
    }

    /// <inheritdoc cref="StoredThread.Id"/>
    public ThreadId Id => ThreadId.FromBytes(_row.Text(0));

    /// <inheritdoc cref="StoredThread.RolloutPath"/>
    public ReadOnlySpan<byte> RolloutPath => _row.Text(1);

    /// <inheritdoc cref="StoredThread.Archived"/>
    public bool Archived => _row.Number(2) != 0;

    /// <inheritdoc cref="StoredThread.LogOffset"/>
    public long LogOffset => _row.Number(3);

    /// <inheritdoc cref="StoredThread.CreatedAtMs"/>
    public long? CreatedAtMs => _facts.CreatedAt?.UnixMilliseconds;

    /// <inheritdoc cref="StoredThread.UpdatedAtMs"/>
    public long? UpdatedAtMs => _facts.UpdatedAt?.UnixMilliseconds;

    /// <inheritdoc cref="StoredThread.RecencyAtMs"/>
    public long? RecencyAtMs => _facts.RecencyAt?.UnixMilliseconds;

    /// <inheritdoc cref="StoredThread.ArchivedAtMs"/>
    public long? ArchivedAtMs => Archived ? (_facts.ArchivedAt ?? _facts.UpdatedAt)?.UnixMilliseconds : null;

    /// <inheritdoc cref="StoredThread.Source"/>
    public ReadOnlySpan<byte> Source => _facts.Source;

    /// <inheritdoc cref="StoredThread.ThreadSource"/>
    public ReadOnlySpan<byte> ThreadSource => _facts.ThreadSource;

    /// <inheritdoc cref="StoredThread.Originator"/>
    public ReadOnlySpan<byte> Originator => _facts.Originator;

    /// <inheritdoc cref="StoredThread.ModelProvider"/>
    public ReadOnlySpan<byte> ModelProvider => _facts.ModelProvider;

    /// <inheritdoc cref="StoredThread.Model"/>
    public ReadOnlySpan<byte> Model => _facts.Model;

    /// <inheritdoc cref="StoredThread.ReasoningEffort"/>
    public ReadOnlySpan<byte> ReasoningEffort => _facts.ReasoningEffort;

    /// <inheritdoc cref="StoredThread.Cwd"/>
    public ReadOnlySpan<byte> Cwd => _facts.Cwd;

    /// <inheritdoc cref="StoredThread.CliVersion"/>
    public ReadOnlySpan<byte> CliVersion => _facts.CliVersion;

    /// <inheritdoc cref="StoredThread.Title"/>
    public ReadOnlySpan<byte> Title => _facts.Title;

    /// <inheritdoc cref="StoredThread.Name"/>
    public ReadOnlySpan<byte> Name => EffectiveName.Choose(
        _facts.Name, _facts.NameAt?.UnixMilliseconds, _row.Text(SessionName), _row.IsNull(SessionNameAt) ? null : _row.Number(SessionNameAt));

    /// <inheritdoc cref="StoredThread.Preview"/>
    public ReadOnlySpan<byte> Preview => _facts.Preview;

    /// <inheritdoc cref="StoredThread.FirstUserMessage"/>
    public ReadOnlySpan<byte> FirstUserMessage => _facts.FirstUserMessage;

    /// <inheritdoc cref="StoredThread.TokensUsed"/>
    public long TokensUsed => _facts.TokensUsed ?? 0;

    /// <inheritdoc cref="StoredThread.GitSha"/>
    public ReadOnlySpan<byte> GitSha => _facts.GitSha;

    /// <inheritdoc cref="StoredThread.GitBranch"/>
    public ReadOnlySpan<byte> GitBranch => _facts.GitBranch;

    /// <inheritdoc cref="StoredThread.GitOriginUrl"/>
    public ReadOnlySpan<byte> GitOriginUrl => _facts.GitOriginUrl;

    /// <inheritdoc cref="StoredThread.MemoryMode"/>
    public ReadOnlySpan<byte> MemoryMode => Or(_facts.MemoryMode, s_memoryMode);

    /// <summary>The labels as one JSON object; empty when the thread never had any.</summary>
    public ReadOnlySpan<byte> Labels => _facts.Labels;

    /// <inheritdoc cref="StoredThread.ApprovalMode"/>
    public ReadOnlySpan<byte> ApprovalMode => Or(_facts.ApprovalMode, s_approvalMode);

    /// <inheritdoc cref="StoredThread.SandboxPolicy"/>
    public ReadOnlySpan<byte> SandboxPolicy => Or(_facts.SandboxPolicy, s_sandboxPolicy);

    /// <inheritdoc cref="StoredThread.HistoryMode"/>
    public ReadOnlySpan<byte> HistoryMode => Or(_facts.HistoryMode, s_historyMode);

    /// <inheritdoc cref="StoredThread.AgentNickname"/>
    public ReadOnlySpan<byte> AgentNickname => _facts.AgentNickname;

    /// <inheritdoc cref="StoredThread.AgentRole"/>
    public ReadOnlySpan<byte> AgentRole => _facts.AgentRole;

    /// <inheritdoc cref="StoredThread.AgentPath"/>
    public ReadOnlySpan<byte> AgentPath => _facts.AgentPath;

    /// <inheritdoc cref="StoredThread.ForkedFromId"/>
    public ReadOnlySpan<byte> ForkedFromId => _facts.ForkedFromId;

    /// <inheritdoc cref="StoredThread.ParentThreadId"/>
    public ReadOnlySpan<byte> ParentThreadId => _facts.ParentThreadId;

    /// <summary>The columns of the host's projection, when the list was one with them; its emitted <c>Row</c> names them.</summary>
    public FactRow Facts => _row.From(ThreadRow.ColumnCount);

    /// <summary>The thread as an object. Allocates.</summary>
    public StoredThread ToStoredThread() => new ThreadRow().Read(this);

    private static ReadOnlySpan<byte> Or(ReadOnlySpan<byte> text, byte[] instead) => text.IsEmpty ? instead : text;
}
