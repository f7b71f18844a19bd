namespace ThreadStore.Projection;

/// <summary>The facts that are texts; the number is the fact's bit in <see cref="FactMask"/> and its place among the parameters.</summary>
internal enum TextFact : byte
{
    Source,
    ThreadSource,
    Originator,
    ModelProvider,
    Model,
    ReasoningEffort,
    Cwd,
    CliVersion,
    Title,
    Preview,
    FirstUserMessage,
    Name,
    GitSha,
    GitBranch,
    GitOriginUrl,
    MemoryMode,
    ApprovalMode,
    SandboxPolicy,
    HistoryMode,
    AgentNickname,
    AgentRole,
    AgentPath,
    ForkedFromId,
    ParentThreadId,
    HistoryBaseThreadId,

    /// <summary>The working directory of the newest settings, which stands over the one in which the thread was made.</summary>
    SettingsCwd,
}
