using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Verification;

namespace ThreadStore;

/// <content>Diagnose: what is wrong with a home.</content>
public partial class LocalThreadStore
{
    /// <summary>
    /// Looks for what is wrong with a home: folders, modes, rollouts line by line, rows, locks, index files. Changes nothing in it, needs
    /// no open store and may run beside one. What the columns of rows say is for <see cref="VerifyAsync"/>.
    /// </summary>
    /// <param name="options">The home, and the index directory if it is set apart.</param>
    /// <param name="progress">Told after each log, on another thread.</param>
    /// <param name="cancellationToken">Ends the diagnosis.</param>
    /// <returns>What was found; empty = nothing at all.</returns>
    /// <exception cref="InvalidRequestException">There is no such home.</exception>
    /// <exception cref="StorageFaultException">The disk failed.</exception>
    public static Task<IReadOnlyList<StoreFinding>> DiagnoseAsync(
        ThreadStoreOptions options, IProgress<RebuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        StoreOptionRules.Check(options);
        return Task.Run(() => StoreDiagnosis.Run(options, progress, cancellationToken), cancellationToken);
    }
}
