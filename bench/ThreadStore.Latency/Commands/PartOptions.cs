using System;

namespace ThreadStore.Latency.Commands;

/// <summary>How one part is run.</summary>
/// <param name="Length">Of a round.</param>
/// <param name="Rounds">How many are counted.</param>
/// <param name="IsQuick">Everything that is not a length or a number of rounds is small, too.</param>
internal sealed record PartOptions(TimeSpan Length, int Rounds, bool IsQuick);
