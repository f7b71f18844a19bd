using System;
using System.CommandLine;
using System.IO;
using System.Threading.Tasks;
using Spectre.Console;
using ThreadStore.Measuring;
using ThreadStore.Report.Runs;
using ThreadStore.Report.Verdicts;

namespace ThreadStore.Report;

/// <summary>The command line.</summary>
internal static class ReportTool
{
    private const int Fine = 0;
    private const int GotWorse = 1;

    // A file or a pipe has no width: names are not broken there.
    private const int LeastWidth = 160;

    /// <summary>Runs one command line; the result is the exit code: 0, 1 for a diff in which something got worse, or 2.</summary>
    internal static Task<int> RunAsync(string[] args) => BenchTool.RunAsync(Build(), args, Console.Error);

    private static RootCommand Build() => new("Shows the results of the benchmarks, and says what changed between two runs.")
    {
        BuildHtml(),
        BuildText(),
        BuildDiff(),
    };

    private static Command BuildHtml()
    {
        var run = new Argument<string>("DIR") { Description = "A folder of results, or one file." };
        var output = new Option<string>("--out") { Description = "The page.", Required = true };
        var command = new Command("html", "Writes a run as one page that needs nothing else: tables of targets and figures, and curves.") { run, output };
        command.SetAction(parsed =>
        {
            var page = HtmlReport.Of(BenchRun.Read(parsed.GetValue(run)!));
            File.WriteAllText(parsed.GetValue(output)!, page);
            return Fine;
        });
        return command;
    }

    private static Command BuildText()
    {
        var run = new Argument<string>("DIR") { Description = "A folder of results, or one file." };
        var command = new Command("text", "Prints a run as tables.") { run };
        command.SetAction(parsed =>
        {
            TextReport.Print(Terminal(), BenchRun.Read(parsed.GetValue(run)!));
            return Fine;
        });
        return command;
    }

    private static Command BuildDiff()
    {
        var before = new Argument<string>("A") { Description = "The run before: a folder, a file of results, or the array of 'compare'." };
        var after = new Argument<string>("B") { Description = "The run after." };
        var command = new Command("diff", "Says what got better or worse by more than the noise. Exit code 0: nothing got worse, 1: something did, 2: bad input.") { before, after };
        command.SetAction(parsed =>
        {
            var diff = RunDiff.Of(BenchRun.Read(parsed.GetValue(before)!), BenchRun.Read(parsed.GetValue(after)!));
            TextReport.Print(Terminal(), diff);
            return diff.IsFine ? Fine : GotWorse;
        });
        return command;
    }

    private static IAnsiConsole Terminal()
    {
        var console = Console.IsOutputRedirected
            ? AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(Console.Out) })
            : AnsiConsole.Console;
        console.Profile.Width = Math.Max(console.Profile.Width, LeastWidth);
        return console;
    }
}
