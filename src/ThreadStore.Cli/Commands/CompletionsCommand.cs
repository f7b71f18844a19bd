using System.CommandLine;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>completions</c>: the script that makes a shell complete verbs, options and thread ids.</summary>
internal static class CompletionsCommand
{
    internal static Command Build(ToolOutput io)
    {
        var shell = new Argument<string>("SHELL") { Description = "The shell" };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        var command = new Command(
            "completions",
            "Prints a script for the shell that completes verbs, options and the ids of threads. The ids are those of the index, the latest first; no log is read.") { shell };
        command.SetAction(parsed =>
        {
            io.Text.Write(CompletionScripts.For(parsed.GetRequiredValue(shell)));
            return ExitCodes.Fine;
        });
        return command;
    }
}
