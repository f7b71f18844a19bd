using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;
using ThreadStore.Transfer;

namespace ThreadStore.Cli.Commands;

/// <summary><c>export</c>: threads into one file that stands for itself.</summary>
internal static class ExportCommand
{
    private const string Pipe = "-";

    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var arguments = new Argument<string[]>("ID... FILE") { Description = "The threads, and the archive to make: - is the standard output", Arity = ArgumentArity.OneOrMore };
        arguments.CompletionSources.Add(common.CompleteIds);
        var all = new Option<bool>("--all") { Description = "Every thread of the home, archived ones included" };
        var command = new Command(
            "export",
            "Writes threads into an archive with their hashes, and the parents that forks continue with them. It is a tar, compressed when the name ends in .gz "
            + "or .tgz; import takes it into any home. A thread that is being written goes in as far as it has come. An existing file is not replaced. Exit code 1 "
            + "when something could not be taken along.") { arguments, all };
        command.SetAction((parsed, cancellationToken) =>
        {
            var given = parsed.GetRequiredValue(arguments);
            var isAll = parsed.GetValue(all);
            if (isAll ? given.Length != 1 : given.Length < 2)
            {
                throw new UsageException(isAll ? "--all takes no ids, only the FILE to make" : "name the threads and then the FILE to make, or use --all");
            }

            var isJson = parsed.GetValue(common.Json);
            var file = CommonArguments.FileOf(given[^1]);
            if (file == Pipe && (isJson || io.IsDataTerminal))
            {
                throw new UsageException(isJson ? "--json and the archive cannot both go to the standard output" : "the archive is binary: not to a terminal");
            }

            var export = new ThreadExport
            {
                Threads = isAll ? null : [.. given[..^1].Select(ThreadId.Parse)],
                Compress = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase),
            };
            return RunAsync(common.ExistingHomeOf(parsed), export, file, isJson, io, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ChosenHome home, ThreadExport export, string file, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ExportReport report;
        var store = LocalThreadStore.Open(CommonOptions.StoreOptions(home));
        await using (store.ConfigureAwait(false))
        {
            report = await ProgressBar.RunAsync(
                io,
                "Exporting",
                _ => file == Pipe ? store.ExportAsync(export, io.Data, cancellationToken) : ToFileAsync(store, export, file, cancellationToken)).ConfigureAwait(false);
        }

        foreach (var skipped in report.Skipped)
        {
            io.Note($"{skipped.RelativePath}: {skipped.Reason}, skipped");
        }

        foreach (var parent in report.MissingParents)
        {
            io.Note($"a fork continues thread {parent}, which is gone");
        }

        if (isJson)
        {
            WriteJson(report, io);
        }
        else
        {
            (file == Pipe ? io.Messages : io.Text).WriteLine($"{CountText.Of(report.Threads.Count, "thread")}, {report.Bytes:N0} bytes");
        }

        return report.Skipped.Count + report.MissingParents.Count == 0 ? ExitCodes.Fine : ExitCodes.Differences;
    }

    // Under another name until it is whole: what has the name can be trusted.
    private static async Task<ExportReport> ToFileAsync(LocalThreadStore store, ThreadExport export, string file, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(file);
        if (Path.Exists(path))
        {
            throw new UsageException($"{file} is there already: an export replaces nothing");
        }

        var part = $"{path}.{Path.GetRandomFileName()}.part";
        try
        {
            ExportReport report;
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var stream = new FileStream(part, options);
            await using (stream.ConfigureAwait(false))
            {
                report = await store.ExportAsync(export, stream, cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: false);
            return report;
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static void WriteJson(ExportReport report, ToolOutput io)
    {
        using var lines = new JsonLines(io.Data);
        foreach (var thread in report.Threads)
        {
            var json = lines.Begin();
            json.WriteString("id"u8, thread.Id.ToString());
            json.WriteString("path"u8, thread.RelativePath);
            json.WriteNumber("bytes"u8, thread.Bytes);
            lines.End();
        }
    }
}
