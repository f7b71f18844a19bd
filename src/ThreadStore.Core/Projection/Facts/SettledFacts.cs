namespace ThreadStore.Projection;

/// <summary>First values that the log has given before a delta's start: they are not looked for again.</summary>
/// <param name="BuiltIn">Of the thread's own row, a bit per fact.</param>
/// <param name="Host">Of the host's projection.</param>
internal readonly record struct SettledFacts(ulong BuiltIn, ulong Host)
{
    /// <summary>Both together.</summary>
    public SettledFacts With(ThreadDelta delta) =>
        new(BuiltIn | (delta.Facts.Present & delta.Facts.Layout.First), Host | (delta.Host is { } host ? host.Present & host.Layout.First : 0));
}
