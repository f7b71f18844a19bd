namespace ThreadStore.Projection;

/// <summary>What a <see cref="ReadyList"/> links: the link and the flag live in the node, so that linking allocates nothing.</summary>
internal abstract class ReadyNode
{
    /// <summary>The next node of the list; meaningful only while <see cref="Linked"/> is 1, and to the taker until it clears that flag.</summary>
    internal ReadyNode? Next;

    /// <summary>1 from before the node is pushed until its taker has read <see cref="Next"/>.</summary>
    internal int Linked;
}
