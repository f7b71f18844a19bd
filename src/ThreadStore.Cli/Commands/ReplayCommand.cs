using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;
using ThreadStore.Cli.Replay;

namespace ThreadStore.Cli.Commands;

/// <summary><c>replay</c>: rollouts become live threads of a home, all at once.</summary>
internal static class ReplayCommand
{
    private static readonly Dictionary<string, Durability> s_durabilities = new()
    {
        ["buffered"] = Durability.Buffered,
        ["written"] = Durability.Written,
        ["synced"] = Durability.Synced,
    };

    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var paths = new Argument<string[]>("FILE|DIR") { Description = "Rollouts, or directories to look for rollouts in", Arity = ArgumentArity.OneOrMore };
        var durability = new Option<string>("--durability") { Description = "What an append waits for", DefaultValueFactory = static _ => "written" };
        durability.AcceptOnlyFromAmong([.. s_durabilities.Keys]);
        var rate = new Option<double>("--rate") { Description = "Lines a second in all [default: as fast as possible]", HelpName = "N" };
        var command = new Command(
            "replay",
            "Appends the lines of rollouts through live threads, all at once, and says what it cost. Ids, payloads, ordinals and time stamps are kept; an id "
            + "that exists ends the run before anything is written. What lies below a directory and is no rollout is skipped: exit code 1.") { paths, durability, rate };
        command.SetAction((parsed, cancellationToken) =>
        {
            var linesPerSecond = parsed.GetValue(rate);
            if (!double.IsFinite(linesPerSecond) || linesPerSecond < 0)
            {
                throw new UsageException("--rate must be 0 or more lines a second");
            }

            return RunAsync(
                CommonOptions.StoreOptions(common.HomeOf(parsed), CommonArguments.Meaning(s_durabilities, parsed.GetValue(durability)!, "--durability")),
                parsed.GetRequiredValue(paths),
                linesPerSecond,
                parsed.GetValue(common.Json),
                io,
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ThreadStoreOptions options, string[] paths, double rate, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        var notes = new SourceNotes(io.Note);
        var sources = SourceRollout.OpenAll(SourceFiles.Find(paths, io.Note), notes);
        if (sources.Count == 0)
        {
            throw new UsageException($"no rollout that can be replayed: {CountText.Of(notes.Files, "file")} skipped");
        }

        ReplayReport report;
        using var appender = new AppendThread();
        try
        {
            report = await ReplayAsync(options, appender, sources, rate, io, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            sources.ForEach(static source => source.Dispose());
        }

        notes.End();
        if (isJson)
        {
            using var lines = new JsonLines(io.Data);
            ReplayOutput.WriteFields(lines.Begin(), report);
            lines.End();
        }
        else
        {
            Screen.ForData(io).Write(ReplayOutput.ToGrid(report));
        }

        return notes.Files == 0 ? ExitCodes.Fine : ExitCodes.Differences;
    }

    /// <summary>Opens the home, which is made when it is missing, and replays into it.</summary>
    internal static async Task<ReplayReport> ReplayAsync(
        ThreadStoreOptions options,
        AppendThread appender,
        IReadOnlyList<SourceRollout> sources,
        double rate,
        ToolOutput io,
        CancellationToken cancellationToken)
    {
        var store = LocalThreadStore.Open(options);
        await using (store.ConfigureAwait(false))
        {
            return await ProgressBar.RunAsync(
                io,
                "Replaying",
                bar => ReplayRun.RunAsync(store, appender, sources, rate, options.Durability is Durability.Synced, bar, cancellationToken)).ConfigureAwait(false);
        }
    }
}
