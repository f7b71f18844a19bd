namespace ThreadStore.Projection;

/// <content>The parameters of the three statements. They share one numbering, so that one binding serves all of them.</content>
internal static partial class ThreadFacts
{
    /// <summary>The numbers of the parameters: first the engine's, then the facts', which <see cref="Bind"/> sets.</summary>
    internal static class Parameter
    {
        /// <summary>The 16 bytes of the thread's id.</summary>
        public const int Id = 1;

        /// <summary>The offset that the row must stand at; read by the updates only.</summary>
        public const int FromOffset = 2;

        /// <summary>The offset that the row stands at afterwards.</summary>
        public const int ToOffset = 3;

        /// <summary>Hash of the log's first bytes.</summary>
        public const int LogHead = 4;

        /// <summary>Hash of the bytes before the offset.</summary>
        public const int LogTail = 5;

        /// <summary>Relative to the home; read by the insert only.</summary>
        public const int RolloutPath = 6;

        /// <summary>From the path's directory, 0 or 1; read by the insert only.</summary>
        public const int Archived = 7;

        /// <summary>The last parameter of the engine's part.</summary>
        public const int LastOfEngine = Archived;

        public const int UpdatedAt = 8;
        public const int CreatedAt = 9;
        public const int TurnAt = 10;
        public const int TokensUsed = 11;
        public const int NameAt = 12;
        public const int HistoryBaseEnd = 13;

        // A clear and an absence are both NULL: these say which it is.
        public const int HasGitSha = 14;
        public const int HasGitBranch = 15;
        public const int HasGitOriginUrl = 16;
        public const int HasMemoryMode = 17;

        /// <summary>The first text; the others follow in the order of <see cref="TextFact"/>.</summary>
        public const int FirstText = 18;

        /// <summary>The parameter of a text.</summary>
        public static int Of(TextFact fact) => FirstText + (int)fact;
    }
}
