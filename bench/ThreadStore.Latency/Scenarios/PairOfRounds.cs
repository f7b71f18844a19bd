using System.Collections.Generic;
using ThreadStore.Latency.Driving;

namespace ThreadStore.Latency.Scenarios;

/// <summary>The rounds of two sides that were driven in turn.</summary>
/// <param name="Ours">Ours, in order.</param>
/// <param name="Theirs">Theirs, from the rounds between.</param>
internal sealed record PairOfRounds(IReadOnlyList<Round> Ours, IReadOnlyList<Round> Theirs);
