namespace ThreadStore.Projection;

/// <content>Where the columns are when a row is read by <see cref="Columns"/>.</content>
internal static partial class ThreadFacts
{
    /// <summary>The positions of the columns, from 0.</summary>
    internal static class Column
    {
        public const int Id = 0;
        public const int RolloutPath = 1;
        public const int Archived = 2;
        public const int LogOffset = 3;
        public const int LogHead = 4;
        public const int LogTail = 5;
        public const int CreatedAtMs = 6;
        public const int UpdatedAtMs = 7;
        public const int RecencyAtMs = 8;
        public const int Source = 9;
        public const int ThreadSource = 10;
        public const int Originator = 11;
        public const int ModelProvider = 12;
        public const int Model = 13;
        public const int ReasoningEffort = 14;
        public const int Cwd = 15;
        public const int CliVersion = 16;
        public const int Title = 17;
        public const int Preview = 18;
        public const int FirstUserMessage = 19;
        public const int Name = 20;
        public const int NameAtMs = 21;
        public const int TokensUsed = 22;
        public const int GitSha = 23;
        public const int GitBranch = 24;
        public const int GitOriginUrl = 25;
        public const int MemoryMode = 26;
        public const int ApprovalMode = 27;
        public const int SandboxPolicy = 28;
        public const int HistoryMode = 29;
        public const int AgentNickname = 30;
        public const int AgentRole = 31;
        public const int AgentPath = 32;
        public const int ForkedFromId = 33;
        public const int ParentThreadId = 34;
        public const int HistoryBaseThreadId = 35;
        public const int HistoryBaseEnd = 36;

        /// <summary>How many there are.</summary>
        public const int Count = 37;
    }
}
