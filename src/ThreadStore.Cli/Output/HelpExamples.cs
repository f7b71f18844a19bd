using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Linq;

namespace ThreadStore.Cli.Output;

/// <summary>Adds examples to the help of every verb.</summary>
internal static class HelpExamples
{
    private static readonly Dictionary<string, string[]> s_examples = new()
    {
        ["demo"] = ["threadstore demo", "threadstore demo --keep --json"],
        ["replay"] =
        [
            "threadstore replay rollout-….jsonl --home /tmp/home",
            "threadstore replay ~/.codex/sessions --home /tmp/home --durability synced --rate 2000 --json",
            "threadstore replay ~/.codex/sessions --home /tmp/home --record spans.jsonl && tail -n +2 spans.jsonl | jq -r .name | sort | uniq -c",
        ],
        ["rebuild"] = ["threadstore rebuild", "threadstore rebuild --home /tmp/home --json"],
        ["verify"] = ["threadstore verify && echo whole", "threadstore verify --home /tmp/home --json | jq -r .kind | sort | uniq -c"],
        ["list"] =
        [
            "threadstore list --limit 20",
            "threadstore list --sort created --asc --archived",
            "threadstore list --json --all | jq -r 'select(.id) | [.id, .title] | @tsv'",
        ],
        ["show"] = ["threadstore show 01a1fcb7-7132-7b11-bcb0-144749e5c184", "threadstore show 01a1fcb7-7132-7b11-bcb0-144749e5c184 --history --json"],
        ["rename"] = ["threadstore rename 01a1fcb7-7132-7b11-bcb0-144749e5c184 \"Release notes\""],
    };

    /// <summary>Hangs the examples behind the usual help.</summary>
    internal static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().First();
        help.Action = new HelpWithExamples((SynchronousCommandLineAction)help.Action!);
    }

    private sealed class HelpWithExamples(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var result = usual.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            var verb = parseResult.CommandResult.Command;
            output.WriteLine("Examples:");
            foreach (var example in verb is RootCommand ? s_examples.Values.Select(static lines => lines[0]) : s_examples[verb.Name])
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
            return result;
        }
    }
}
