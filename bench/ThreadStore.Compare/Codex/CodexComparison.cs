using System.Collections.Generic;
using System.Threading.Tasks;
using ThreadStore.Measuring;
using ThreadStore.Peer;

namespace ThreadStore.Compare.Codex;

/// <summary>The real Codex on files of the same contents: its lists, its backfill, its appends.</summary>
internal sealed class CodexComparison : IComparison
{
    /// <summary>Who they are.</summary>
    internal const string Rival = $"Codex {CodexPackage.Version}";

    /// <inheritdoc/>
    public string Name => "codex";

    /// <inheritdoc/>
    public string Summary => "lists, a new index and appends beside the real Codex, which bench/peers/install brings";

    /// <inheritdoc/>
    public bool IsInQuickRun => false;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(ComparisonRun run)
    {
        if (!CodexPackage.IsInstalled)
        {
            run.Say("the real Codex is not there (bench/peers/install brings it): the figures beside it are left out");
            return [];
        }

        var results = new List<Measurement>();
        foreach (var threads in run.IsQuick ? (int[])[500] : [2_000, 10_000])
        {
            results.AddRange(await CodexLists.MeasureAsync(run, threads).ConfigureAwait(false));
        }

        results.AddRange(await CodexBackfill.MeasureAsync(run).ConfigureAwait(false));
        results.AddRange(await CodexAppends.MeasureAsync(run).ConfigureAwait(false));
        return results;
    }
}
