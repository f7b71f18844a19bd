using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;
using ThreadStore.Cli.Replay;

namespace ThreadStore.Cli.Commands;

/// <summary><c>demo</c>: the main job on the samples that come with the tool: append, let the projection follow, list.</summary>
internal static class DemoCommand
{
    // So many that 99.9 percent of the appends are not all of them but a few: ten thousand and more.
    private const int DefaultCopies = 16;

    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var keep = new Option<bool>("--keep") { Description = "Keep the home, and say where it is" };
        var copies = new Option<int>("--copies")
        {
            Description = "How many threads are made of each sample, all but the first under ids of their own",
            DefaultValueFactory = static _ => DefaultCopies,
            HelpName = "N",
        };
        var command = new Command(
            "demo",
            "Replays the samples as many live threads at once into a fresh home, and shows what an append costs, how long the projection ran behind, their "
            + "ratio (projection time / median append), and the threads. The home is a temporary folder, or an empty one that --home names.") { keep, copies };
        command.SetAction((parsed, cancellationToken) =>
        {
            var count = parsed.GetValue(copies);
            if (count < 1)
            {
                throw new UsageException($"--copies must be at least 1, not {count}");
            }

            var given = parsed.GetResult(common.Home) is null ? null : common.HomeOf(parsed).Path;
            if (given is not null && (File.Exists(given) || (Directory.Exists(given) && Directory.EnumerateFileSystemEntries(given).Any())))
            {
                throw new UsageException($"the demo needs a fresh home; this is not an empty directory: {given}");
            }

            return RunAsync(given, parsed.GetValue(keep), count, parsed.GetValue(common.Json), io, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(string? given, bool isKept, int copies, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        var samples = SourceFiles.Find([Path.Combine(AppContext.BaseDirectory, "samples", "rollouts")], io.Note).ConvertAll(static file => file.Path);
        var folder = Directory.CreateTempSubdirectory("threadstore-demo-").FullName;
        var home = given ?? Path.Combine(folder, "home");
        using var appender = new AppendThread();
        try
        {
            // What is measured is the store, not the compiler: one pass over the samples that does not count.
            await ReplayAsync(Path.Combine(folder, "warm-up"), appender, samples, copies: 1, io, cancellationToken).ConfigureAwait(false);
            var (report, originals) = await ReplayAsync(home, appender, samples, copies, io, cancellationToken).ConfigureAwait(false);
            await WriteAsync(home, report, originals, copies, isJson, io, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Delete(Path.Combine(folder, "warm-up"));
            if (!isKept || given is not null)
            {
                Delete(folder);
            }
        }

        if (isKept || given is not null)
        {
            io.Note($"the home is kept: {home}");
        }

        return ExitCodes.Fine;
    }

    private static async Task<(ReplayReport Report, HashSet<ThreadId> Originals)> ReplayAsync(
        string home, AppendThread appender, List<string> samples, int copies, ToolOutput io, CancellationToken cancellationToken)
    {
        var notes = new SourceNotes(io.Note);
        var types = new ItemTypeNames();
        var sources = new List<SourceRollout>();
        try
        {
            sources.AddRange(samples.Select(path => SourceRollout.Open(path, types, notes)));
            var originals = sources.Select(static source => source.Id).ToHashSet();
            for (var copy = 1; copy < copies; copy++)
            {
                sources.AddRange(samples.Select(path => SourceRollout.Open(path, types, notes, ThreadId.New(TimeProvider.System))));
            }

            var report = await ReplayCommand.ReplayAsync(CommonOptions.StoreOptions(new ChosenHome(home)), appender, sources, rate: 0, io, cancellationToken).ConfigureAwait(false);
            return (report, originals);
        }
        finally
        {
            sources.ForEach(static source => source.Dispose());
        }
    }

    private static async Task WriteAsync(
        string home, ReplayReport report, HashSet<ThreadId> originals, int copies, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        var store = LocalThreadStore.Open(CommonOptions.StoreOptions(new ChosenHome(home)));
        await using (store.ConfigureAwait(false))
        {
            await store.CaughtUp.WaitAsync(cancellationToken).ConfigureAwait(false);
            // Of the copies only the first is shown: the others say the same.
            var threads = new List<StoredThread>();
            await ListCommand.ForEachPageAsync(
                store,
                new ThreadListQuery(),
                int.MaxValue,
                page => threads.AddRange(page.Threads.Where(thread => originals.Contains(thread.Id))),
                cancellationToken).ConfigureAwait(false);
            var median = report.Appends.Percentile(0.5);
            var ratio = median > 0 ? report.ProjectionSeconds * 1e6 / median : 0;
            if (isJson)
            {
                WriteJson(store, threads, report, copies, ratio, io);
            }
            else
            {
                WriteTables(threads, report, copies, ratio, io);
            }
        }
    }

    private static void WriteJson(LocalThreadStore store, List<StoredThread> threads, ReplayReport report, int copies, double ratio, ToolOutput io)
    {
        using var lines = new JsonLines(io.Data);
        threads.ForEach(thread => ThreadRowJson.Write(lines, thread, store.FullPath(thread)));
        var json = lines.Begin();
        json.WriteNumber("copies"u8, copies);
        ReplayOutput.WriteFields(json, report);
        json.WriteNumber("ratio"u8, Math.Round(ratio, 1));
        lines.End();
    }

    private static void WriteTables(List<StoredThread> threads, ReplayReport report, int copies, double ratio, ToolOutput io)
    {
        var grid = ReplayOutput.ToGrid(report);
        ReplayOutput.Add(grid, "ratio", $"{ratio:N0}: so many appends of median cost would fit into the time that the projection ran behind");
        Screen.ForData(io).Write(grid);
        var table = new ThreadTable(ThreadSortKey.UpdatedAt);
        table.Add(threads);
        table.Write(io);
        io.Text.WriteLine(copies == 1 ? $"{threads.Count} threads" : $"{threads.Count} threads, each of them {copies} times in the home: one of each is shown");
    }

    private static void Delete(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
