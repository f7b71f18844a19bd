using System;
using System.Collections.Generic;
using System.Threading;
using ThreadStore.Log;
using ThreadStore.Queries;
using ThreadStore.Sqlite;

namespace ThreadStore.Verification;

/// <summary>Looks at a home from outside for everything that is known to go wrong with one; changes nothing.</summary>
internal static class StoreDiagnosis
{
    internal static IReadOnlyList<StoreFinding> Run(ThreadStoreOptions options, IProgress<RebuildProgress>? progress, CancellationToken cancellationToken)
    {
        var home = new LogHome(HomeFolder.Existing(options.Home), options.Clock);
        var index = new IndexFiles(home.Directory, options.IndexDirectory, IndexSchema.Hash);
        var found = new List<StoreFinding>();
        if (!HomeDiagnosis.IsHome(home, index))
        {
            found.Add(new StoreFinding(FindingKind.NotAHome, IsProblem: true, null, null, $"no rollouts and no index in {home.Directory}: this is no home, or an empty one"));
            return found;
        }

        using var reader = new IndexReader(index, refusal: IndexPlace.Refusal(home.Directory, options));
        var rows = IndexDiagnosis.Check(index, reader, options, found);
        var rollouts = new RolloutDiagnosis(home, found);
        rollouts.Check(options, progress, cancellationToken);
        RowDiagnosis.Check(home, rows, rollouts, found);
        HomeDiagnosis.Check(home, found);
        LockDiagnosis.Check(home, rows, rollouts, found);
        return found;
    }
}
