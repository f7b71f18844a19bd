namespace ThreadStore;

/// <summary>Threads by who started them.</summary>
/// <param name="Ancestor">The thread that started them; it is not one of them itself.</param>
/// <param name="IsDirect">True: those that it started itself. False: also those that these started, and so on.</param>
public readonly record struct ThreadRelation(ThreadId Ancestor, bool IsDirect)
{
    /// <summary>Those that a thread started itself.</summary>
    public static ThreadRelation ChildrenOf(ThreadId ancestor) => new(ancestor, IsDirect: true);

    /// <summary>Those that a thread started, those that these started, and so on.</summary>
    public static ThreadRelation DescendantsOf(ThreadId ancestor) => new(ancestor, IsDirect: false);
}
