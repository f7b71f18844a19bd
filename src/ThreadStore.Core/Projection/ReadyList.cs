using System.Diagnostics;
using System.Threading;

namespace ThreadStore.Projection;

/// <summary>Intrusive lock-free stack of threads that have something to project: many push, one takes all.</summary>
/// <remarks>
/// Linker, after its put into the slot: 1. exchange 1 into <see cref="ReadyNode.Linked"/> (full fence). 2. If it was 0, push the node.
/// Taker: 1. exchange null into the head (full fence). 2. Per node: read <see cref="ReadyNode.Next"/>, then exchange 0 into
/// <see cref="ReadyNode.Linked"/> (full fence), and only then look at the slot.
/// Why the order: a put before step 1 of the linker is seen by a take after the flag was cleared, or the linker finds 0 and links
/// again: no wake-up is lost. Clearing the flag before reading Next would let a linker overwrite Next while the list is walked.
/// No ABA: nodes leave only all at once, and a node is pushed only by who turned its flag from 0 to 1.
/// Checked exhaustively: tests/models, docs/adr/0002-link-by-a-flag-of-its-own.md.
/// </remarks>
internal sealed class ReadyList
{
    private ReadyNode? _head;

    /// <summary>True when something is linked at this instant.</summary>
    internal bool HasNodes => Volatile.Read(ref _head) is not null;

    /// <summary>Links the node unless it is linked already; true when this call linked it.</summary>
    internal bool TryLink(ReadyNode node)
    {
        // Pairs with the exchange in TakeAll: whoever finds 0 here owns the node's link.
        if (Interlocked.Exchange(ref node.Linked, 1) != 0)
        {
            return false;
        }

        var head = Volatile.Read(ref _head);
        while (true)
        {
            node.Next = head;
            var seen = Interlocked.CompareExchange(ref _head, node, head);
            if (ReferenceEquals(seen, head))
            {
                return true;
            }

            head = seen;
        }
    }

    /// <summary>Takes everything that is linked, oldest first, and hands each node to the visitor after its flag was cleared.</summary>
    internal void TakeAll<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IReadyVisitor
    {
        ReadyNode? node = Interlocked.Exchange(ref _head, null);
        ReadyNode? oldestFirst = null;
        while (node is not null)
        {
            var next = node.Next;
            node.Next = oldestFirst;
            oldestFirst = node;
            node = next;
        }

        while (oldestFirst is not null)
        {
            node = oldestFirst;
            oldestFirst = node.Next;
            node.Next = null;
            // Pairs with the exchange in TryLink: from here on a publisher links the node anew.
            var linked = Interlocked.Exchange(ref node.Linked, 0);
            Debug.Assert(linked == 1, "a node in the list was not flagged as linked");
            visitor.Visit(node);
        }
    }
}

/// <summary>Receives the nodes of a <see cref="ReadyList"/>; a struct, so that the call is direct.</summary>
internal interface IReadyVisitor
{
    /// <summary>Called once per taken node, oldest first.</summary>
    public void Visit(ReadyNode node);
}
