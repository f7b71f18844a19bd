using System.Collections.Generic;

namespace ThreadStore.Simulation;

/// <summary>A seed that has found a defect.</summary>
/// <param name="Seed">The seed; it fails when the mend is taken back.</param>
/// <param name="Name">What was wrong.</param>
internal sealed record KnownSeed(int Seed, string Name);

/// <summary>The defects that the simulator has found, each with a seed that finds it again.</summary>
/// <remarks>
/// A seed is a run only as long as the schedule draws as it did: whoever changes the simulator takes each mend back once and enters a seed
/// that fails. The tests named beside them do not move.
/// </remarks>
internal static class KnownSeeds
{
    public static IReadOnlyList<KnownSeed> All { get; } =
    [
        new(0, "a store that was closed while the disk was full dropped buffered lines without a word (DisposeTests)"),
        new(2, "names stayed when session_index.jsonl was gone (ReconcilerRefreshTests)"),
        new(21, "rows stayed whose logs a power loss had changed at the same length (RebootTests)"),
        new(361, "a row that was made anew dropped what a barrier had been told was projected (RebootTests)"),
        new(766, "lines were written to a file that a failing unlink had removed (ThreadLogFaultTests)"),
    ];
}
