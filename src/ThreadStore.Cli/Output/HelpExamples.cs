using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Linq;

namespace ThreadStore.Cli.Output;

/// <summary>Adds examples to the help of every verb.</summary>
internal static class HelpExamples
{
    /// <summary>By verb.</summary>
    internal static IReadOnlyDictionary<string, string[]> All { get; } = new Dictionary<string, string[]>
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
            "threadstore list --cwd . --title release --label state=done",
            "threadstore list --descendants-of 01a1fcb7-7132-7b11-bcb0-144749e5c184 --all",
            "threadstore list --json --all | jq -r 'select(.id) | [.id, .title] | @tsv'",
        ],
        ["search"] =
        [
            "threadstore search \"release notes\"",
            "threadstore search error --all --per-thread 5 --json | jq -r .snippet",
            "threadstore search \"release notes\" --ranked --limit 10",
        ],
        ["show"] = ["threadstore show 01a1fcb7-7132-7b11-bcb0-144749e5c184", "threadstore show 01a1fcb7-7132-7b11-bcb0-144749e5c184 --history --json", "threadstore show 01a1fcb7-7132-7b11-bcb0-144749e5c184 --turns --full"],
        ["tail"] =
        [
            "threadstore tail 01a1fcb7-7132-7b11-bcb0-144749e5c184 -n 3",
            "threadstore tail -f 01a1fcb7-7132-7b11-bcb0-144749e5c184",
            "threadstore tail -f -n 0 --json 01a1fcb7-7132-7b11-bcb0-144749e5c184 | jq -r .type",
        ],
        ["rename"] =
        [
            "threadstore rename 01a1fcb7-7132-7b11-bcb0-144749e5c184 \"Release notes\"",
            "threadstore rename 01a1fcb7-7132-7b11-bcb0-144749e5c184 \"Release notes\" --timeout 10",
        ],
        ["set"] =
        [
            "threadstore set 01a1fcb7-7132-7b11-bcb0-144749e5c184 --name \"Release notes\" --memory disabled",
            "threadstore set 01a1fcb7-7132-7b11-bcb0-144749e5c184 --label ticket=T-1 --label state=done --unlabel draft",
            "threadstore set 01a1fcb7-7132-7b11-bcb0-144749e5c184 --git-branch \"\" --clear-name",
        ],
        ["archive"] = ["threadstore archive 01a1fcb7-7132-7b11-bcb0-144749e5c184", "threadstore archive 01a1fcb7-7132-7b11-bcb0-144749e5c184 01a1fcb8-2b72-7833-a595-9c5022c4ed8f --json"],
        ["unarchive"] = ["threadstore unarchive 01a1fcb7-7132-7b11-bcb0-144749e5c184"],
        ["delete"] =
        [
            "threadstore delete 01a1fcb7-7132-7b11-bcb0-144749e5c184",
            "threadstore delete 01a1fcb7-7132-7b11-bcb0-144749e5c184 --yes",
            "threadstore delete 01a1fcb7-7132-7b11-bcb0-144749e5c184 --json | jq -r '.files[].path'",
        ],
        ["fork"] = ["threadstore fork 01a1fcb7-7132-7b11-bcb0-144749e5c184", "threadstore fork 01a1fcb7-7132-7b11-bcb0-144749e5c184 --turn 01a1fcb7-7142-7e12-a89a-46562c44833b --json"],
        ["export"] =
        [
            "threadstore export --all threads.tar.gz",
            "threadstore export 01a1fcb7-7132-7b11-bcb0-144749e5c184 one.tar",
            "threadstore export --all - | tar -tv",
        ],
        ["import"] = ["threadstore import threads.tar.gz --home /tmp/home", "threadstore import threads.tar.gz --dry-run --json | jq -r .outcome | sort | uniq -c"],
        ["reconcile"] = ["threadstore reconcile", "threadstore reconcile --home /tmp/home --json | jq -r .change | sort | uniq -c"],
        ["doctor"] = ["threadstore doctor && echo well", "threadstore doctor --home /tmp/home --json | jq -r 'select(.problem) | .mend'"],
        ["completions"] = ["threadstore completions bash > ~/.local/share/bash-completion/completions/threadstore", "threadstore completions fish", "threadstore completions zsh"],
    };

    /// <summary>Hangs the examples behind the usual help.</summary>
    internal static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().First();
        // Here these are paths.
        help.Aliases.Remove("/h");
        help.Aliases.Remove("/?");
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
            foreach (var example in verb is RootCommand ? All.Values.Select(static lines => lines[0]) : All[verb.Name])
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
            return result;
        }
    }
}
