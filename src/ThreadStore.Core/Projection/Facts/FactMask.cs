using System;

namespace ThreadStore.Projection;

/// <summary>Which facts a delta holds, one bit per fact; the low bits are the texts in the order of <see cref="TextFact"/>.</summary>
[Flags]
internal enum FactMask : ulong
{
    None = 0,
    Source = 1UL << 0,
    ThreadSource = 1UL << 1,
    Originator = 1UL << 2,
    ModelProvider = 1UL << 3,
    Model = 1UL << 4,
    ReasoningEffort = 1UL << 5,
    Cwd = 1UL << 6,
    CliVersion = 1UL << 7,
    Title = 1UL << 8,
    Preview = 1UL << 9,
    FirstUserMessage = 1UL << 10,
    Name = 1UL << 11,
    GitSha = 1UL << 12,
    GitBranch = 1UL << 13,
    GitOriginUrl = 1UL << 14,
    MemoryMode = 1UL << 15,
    ApprovalMode = 1UL << 16,
    SandboxPolicy = 1UL << 17,
    HistoryMode = 1UL << 18,
    AgentNickname = 1UL << 19,
    AgentRole = 1UL << 20,
    AgentPath = 1UL << 21,
    ForkedFromId = 1UL << 22,
    ParentThreadId = 1UL << 23,
    HistoryBaseThreadId = 1UL << 24,
    SettingsCwd = 1UL << 25,

    /// <summary>Every fact that is a text.</summary>
    Texts = (1UL << 26) - 1,

    /// <summary>The newest time of a line that counts as activity.</summary>
    UpdatedAt = 1UL << 32,
    CreatedAt = 1UL << 33,

    /// <summary>The newest time of a turn's start.</summary>
    TurnAt = 1UL << 34,
    TokensUsed = 1UL << 35,

    /// <summary>What the first user message gives.</summary>
    UserTexts = Title | Preview | FirstUserMessage,

    /// <summary>The facts whose first value stays: once a row or a delta has one, later lines need not be read for it.</summary>
    First = CreatedAt | Originator | HistoryMode | Cwd | UserTexts,

    /// <summary>The facts that a journal line can clear, and the newest of which wins even when it is a clear.</summary>
    Clearable = Name | GitSha | GitBranch | GitOriginUrl | MemoryMode,
}
