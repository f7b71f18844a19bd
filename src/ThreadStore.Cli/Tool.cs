using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Commands;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli;

/// <summary>The command line as a whole: its verbs, and what becomes of every way in which they can fail.</summary>
internal static class Tool
{
    internal const string Name = "threadstore";

    /// <summary>Runs one command line; the result is the exit code. Never throws.</summary>
    internal static async Task<int> RunAsync(string[] args, ToolOutput io, CancellationToken cancellationToken)
    {
        using var recording = new Recording();
        try
        {
            var exitCode = await RunAsync(args, io, recording, cancellationToken).ConfigureAwait(false);
            return TryEnd(recording, io) ? exitCode : ExitCodes.Failed;
        }
        finally
        {
            io.Flush();
        }
    }

    private static async Task<int> RunAsync(string[] args, ToolOutput io, Recording recording, CancellationToken cancellationToken)
    {
        try
        {
            var common = new CommonOptions();
            var parsed = Build(common, io).Parse(args, new ParserConfiguration
            {
                // A name may begin with an at sign: it is a name, not a file of arguments.
                ResponseFileTokenReplacer = null,
            });
            if (parsed.Action is ParseErrorAction or null)
            {
                io.Error(WhatIsWrong(parsed));
                return ExitCodes.Failed;
            }

            // Not for help and version, which are actions of options.
            if (parsed.GetResult(common.Record) is not null && ReferenceEquals(parsed.Action, parsed.CommandResult.Command.Action))
            {
                recording.Begin(parsed.GetValue(common.Record)!);
            }

            var invocation = new InvocationConfiguration
            {
                Output = io.Text,
                Error = io.Messages,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            io.Error("cancelled");
        }
        catch (Exception failure)
        {
            io.Error(Describe(failure));
        }

        return ExitCodes.Failed;
    }

    // Whoever asked for a recording and did not get it must not read "all is well".
    private static bool TryEnd(Recording recording, ToolOutput io)
    {
        try
        {
            recording.End();
            return true;
        }
        catch (IOException failure)
        {
            io.Error($"the recording is not whole: {failure.Message}");
            return false;
        }
    }

    private static RootCommand Build(CommonOptions common, ToolOutput io)
    {
        var root = new RootCommand("Lists, searches, shows, follows, moves, mends and verifies the threads of a Codex-compatible home.")
        {
            common.Home,
            common.IndexDirectory,
            common.AllowNetworkIndex,
            common.Json,
            common.Record,
            DemoCommand.Build(common, io),
            ReplayCommand.Build(common, io),
            RebuildCommand.Build(common, io),
            VerifyCommand.Build(common, io),
            ListCommand.Build(common, io),
            SearchCommand.Build(common, io),
            ShowCommand.Build(common, io),
            TailCommand.Build(common, io),
            RenameCommand.Build(common, io),
            SetCommand.Build(common, io),
            ArchiveCommand.Build(common, io),
            ArchiveCommand.BuildUnarchive(common, io),
            DeleteCommand.Build(common, io),
            ForkCommand.Build(common, io),
            ExportCommand.Build(common, io),
            ImportCommand.Build(common, io),
            ReconcileCommand.Build(common, io),
            DoctorCommand.Build(common, io),
            CompletionsCommand.Build(io),
        };
        HelpExamples.AddTo(root);
        return root;
    }

    // One line, the most telling of what the parser found, and where to read on.
    private static string WhatIsWrong(ParseResult parsed)
    {
        var errors = parsed.Errors.Select(static error => error.Message).ToList();
        var error = parsed.UnmatchedTokens.Count > 0
            ? $"unrecognized command or argument '{parsed.UnmatchedTokens[0]}'"
            : errors.FirstOrDefault() ?? "a command is required";
        // The parser names .NET types here, which say nothing to the user.
        var type = error.IndexOf(" as expected type", StringComparison.Ordinal);
        error = type < 0 ? error : error[..type];
        var command = parsed.CommandResult.Command;
        var verb = command is RootCommand ? "" : $" {command.Name}";
        return $"{error.TrimEnd('.')} (see {Name}{verb} --help)";
    }

    /// <summary>A failure as the one line that the user reads.</summary>
    internal static string Describe(Exception failure) => failure switch
    {
        UnsupportedException { Operation: "index" } => $"{failure.Message} (here: --index-directory DIR, or --allow-network-index)",
        UsageException or ThreadStoreException or IOException or UnauthorizedAccessException or PlatformNotSupportedException => failure.Message,
        AggregateException { InnerException: { } inner } => Describe(inner),
        _ => $"internal error: {failure.GetType().Name}: {failure.Message}",
    };
}
