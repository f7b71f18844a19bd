using System;

namespace ThreadStore.Queries;

/// <summary>Which of a thread's two names lists show.</summary>
internal static class EffectiveName
{
    /// <summary>The newest of the log's own name (which may be a clearing) and the name in <c>session_index.jsonl</c>; of equally new ones the log's.</summary>
    /// <param name="own">The log's name; empty when there is none or it was cleared.</param>
    /// <param name="ownAtMs">When that was said; null when the log says nothing.</param>
    /// <param name="session">The name in the index file; empty when there is none.</param>
    /// <param name="sessionAtMs">When that was said; null when the index file says nothing.</param>
    public static ReadOnlySpan<byte> Choose(ReadOnlySpan<byte> own, long? ownAtMs, ReadOnlySpan<byte> session, long? sessionAtMs) =>
        sessionAtMs is null || ownAtMs >= sessionAtMs ? own : session;
}
