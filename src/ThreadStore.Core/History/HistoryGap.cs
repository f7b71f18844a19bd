namespace ThreadStore.History;

/// <summary>What a fork by reference lacks: an ancestor's lines, from that ancestor back, are not read.</summary>
/// <param name="Thread">The ancestor.</param>
/// <param name="Reason">Why its lines are not, or not all, there.</param>
public sealed record HistoryGap(ThreadId Thread, HistoryGapReason Reason);
