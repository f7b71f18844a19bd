using System;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Cli.Output;

/// <summary>Waits for work that may be held up by others: says so after a second, and gives up when it was asked to.</summary>
internal static class PatientWait
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Runs the work to its end.</summary>
    /// <param name="io">Where it is said what is waited for.</param>
    /// <param name="what">What holds it up.</param>
    /// <param name="timeout">When it is given up; null = never.</param>
    /// <param name="outcome">Says what is true when it was given up; asked once the work has ended.</param>
    /// <param name="work">The work; ends early when its token is cancelled.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="UsageException">It took too long.</exception>
    internal static async Task RunAsync(
        ToolOutput io, string what, TimeSpan? timeout, Func<string> outcome, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Task.Run(() => work(stop.Token), CancellationToken.None);
        if (timeout is { } limitNow && limitNow <= s_patience)
        {
            await EndAsync(running, limitNow, limitNow, stop, io, outcome).ConfigureAwait(false);
        }
        else if (!await EndsWithinAsync(running, s_patience, io).ConfigureAwait(false))
        {
            io.Note($"waiting for {what}");
            io.Flush();
            if (timeout is { } limit)
            {
                await EndAsync(running, limit - s_patience, limit, stop, io, outcome).ConfigureAwait(false);
            }
        }

        await running.ConfigureAwait(false);
    }

    private static async Task EndAsync(Task running, TimeSpan left, TimeSpan timeout, CancellationTokenSource stop, ToolOutput io, Func<string> outcome)
    {
        if (await EndsWithinAsync(running, left, io).ConfigureAwait(false))
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new UsageException($"gave up after {timeout.TotalSeconds} s: {outcome()}");
        }
    }

    private static async Task<bool> EndsWithinAsync(Task running, TimeSpan time, ToolOutput io)
    {
        using var enough = new CancellationTokenSource();
        var ended = await Task.WhenAny(running, Task.Delay(time, io.Clock, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        return ended == running;
    }
}
