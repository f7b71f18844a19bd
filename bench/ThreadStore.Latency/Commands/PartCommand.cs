using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using ThreadStore.Latency.Accounting;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Commands;

/// <summary>The command line: a subcommand for each part, with the same options.</summary>
internal static class PartCommand
{
    private const int DefaultRounds = 3;
    private const int MostSeconds = 3600;
    private const int MostRounds = 1000;

    /// <summary>The subcommand of a part.</summary>
    public static Command Of(Part part)
    {
        var seconds = new Option<double?>("--seconds") { Description = $"Length of a round [default: {Text(part.Length)}, quick {Text(part.QuickLength)}]", HelpName = "S" };
        var rounds = new Option<int>("--rounds") { Description = "Counted rounds of each side, in turn", HelpName = "N", DefaultValueFactory = static _ => DefaultRounds };
        var json = new Option<string?>("--json") { Description = "Write the results to FILE", HelpName = "FILE" };
        var quick = new Option<bool>("--quick") { Description = "Everything small: shows that it works, not what it costs" };
        var command = new Command(part.Name, part.Description) { seconds, rounds, json, quick };
        command.SetAction(parsed =>
        {
            var isQuick = parsed.GetValue(quick);
            var length = parsed.GetValue(seconds) ?? (isQuick ? part.QuickLength : part.Length).TotalSeconds;
            var options = new PartOptions(
                length is > 0 and <= MostSeconds ? TimeSpan.FromSeconds(length) : throw new BadInputException($"--seconds must be above 0 and not above {MostSeconds}"),
                parsed.GetValue(rounds) is >= 1 and <= MostRounds and var number ? number : throw new BadInputException($"--rounds must be 1 to {MostRounds}"),
                isQuick);
            Run(part, options, parsed.GetValue(json), parsed.InvocationConfiguration.Output);
            return 0;
        });
        return command;
    }

    /// <summary>What <see cref="TracedSyncs"/> runs under strace.</summary>
    public static Command TracedChild()
    {
        var threads = new Argument<int>("THREADS");
        var seconds = new Argument<double>("S");
        var command = new Command(TracedSyncs.ChildCommand) { threads, seconds };
        command.Hidden = true;
        command.SetAction(parsed => TracedSyncs.RunChild(parsed.GetValue(threads), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static void Run(Part part, PartOptions options, string? json, TextWriter output)
    {
        var machine = MachineFacts.Collect();
        var results = part.Run(options, output);
        foreach (var judged in results.Where(static result => result.Target is not null))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{judged.Name}: ratio {judged.Ratio:G3}, target {judged.Target:G3}: {(judged.IsMet is true ? "met" : "missed")}"));
        }

        if (json is not null)
        {
            new ResultFile($"latency-{part.Name}", machine, results).Write(json);
        }
    }

    private static string Text(TimeSpan length) => string.Create(CultureInfo.InvariantCulture, $"{length.TotalSeconds}");
}
