using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Sqlite;
using ThreadStore.Tracing;
using ThreadStore.Verification;

namespace ThreadStore;

/// <summary>How far a rebuild has come, and what it found.</summary>
/// <param name="Files">Rollouts projected.</param>
/// <param name="TotalFiles">Rollouts found.</param>
/// <param name="Bytes">Bytes of log read.</param>
/// <param name="BadLines">Lines that could not be read.</param>
/// <param name="Elapsed">Time since the start.</param>
public readonly record struct RebuildProgress(long Files, long TotalFiles, long Bytes, long BadLines, TimeSpan Elapsed);

/// <content>Rebuild: a new index from nothing but the logs.</content>
public partial class LocalThreadStore
{
    private static readonly TimeSpan s_reportEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Parses every line of a home's logs and holds its index against what they say. Changes nothing in the home, needs no open store and
    /// may run beside one.
    /// </summary>
    /// <param name="options">The home, and the index directory if it is set apart.</param>
    /// <param name="progress">Told after each log.</param>
    /// <param name="cancellationToken">Ends the verification; nothing of it is left behind.</param>
    /// <exception cref="UnsupportedException">The index lies on a network file system: see <see cref="ThreadStoreOptions.AllowNetworkIndex"/>.</exception>
    /// <returns>Every difference, in no order; empty = the logs are whole and the index is what a rebuild would give.</returns>
    public static Task<IReadOnlyList<StoreDifference>> VerifyAsync(
        ThreadStoreOptions options, IProgress<RebuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        StoreOptionRules.Check(options);
        if (IndexPlace.Refusal(HomeFolder.Existing(options.Home), options) is { } refusal)
        {
            throw refusal;
        }

        return StoreVerification.RunAsync(options, progress, cancellationToken);
    }

    /// <summary>
    /// Opens a home for nothing but a new index: an open store would bring up the old one first. The rows of a host's own facts are left to the
    /// host, whose next open fills them.
    /// </summary>
    /// <param name="options">The home, and the index directory if it is set apart.</param>
    /// <param name="progress">Told now and then, and at the end.</param>
    /// <param name="cancellationToken">Ends the rebuild; what is missing is projected at the next open.</param>
    /// <exception cref="StorageFaultException">As of the rebuild of an open store.</exception>
    /// <exception cref="ConflictException">This process has the home open: rebuild by the open store.</exception>
    public static async Task<RebuildProgress> RebuildAsync(
        ThreadStoreOptions options, IProgress<RebuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var store = Open(options, default, OfBuiltInFacts, reconciles: false);
        await using (store.ConfigureAwait(false))
        {
            return await store.RebuildAsync(progress, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Replaces the index by a new one and fills it from all logs of the home. The old file is not touched while it may be open; queries
    /// see the new one from the start, filling.
    /// </summary>
    /// <param name="progress">Told now and then, and at the end.</param>
    /// <param name="cancellationToken">Ends the wait; what is missing is projected behind it.</param>
    /// <exception cref="StorageFaultException">
    /// The index cannot be written; or a folder of rollouts cannot be read: the new index would lack its threads, so the old one stays.
    /// </exception>
    public async Task<RebuildProgress> RebuildAsync(IProgress<RebuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckOpen();
        _reader.ThrowIfRefused();
        if (Home.Layout.FindUnreadable() is { } folder)
        {
            throw LogFault.Listing(folder);
        }

        var clock = Options.Clock;
        var begun = clock.GetTimestamp();
        var counters = _pipeline.CatchUp.Counters;
        var before = (counters.Bytes, counters.BadLines, counters.Files);
        var startedAt = AppendSpans.IsEnabled ? Stopwatch.GetTimestamp() : 0;
        var parent = startedAt == 0 ? default : OpenSpan.Ambient;
        var work = _pipeline.RebuildAsync();
        while (progress is not null && !work.IsCompleted)
        {
            progress.Report(Report());
            await Task.WhenAny(work, Task.Delay(s_reportEvery, clock, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        try
        {
            await work.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            EndSpan(Report());
        }

        var report = Report();
        progress?.Report(report);
        return report;

        void EndSpan(in RebuildProgress done)
        {
            using var span = StoreSpans.StartRebuild(parent, startedAt);
            span.SetFiles(done.Files);
            span.SetBytes(done.Bytes);
            span.SetOutcome(work.IsCompletedSuccessfully ? SpanOutcome.Done : work.IsFaulted ? SpanOutcome.Failed : SpanOutcome.GivenUp);
        }

        RebuildProgress Report()
        {
            var files = counters.Files - before.Files;
            return new RebuildProgress(files, files + _pipeline.CatchUp.Waiting, counters.Bytes - before.Bytes, counters.BadLines - before.BadLines, clock.GetElapsedTime(begun));
        }
    }
}
