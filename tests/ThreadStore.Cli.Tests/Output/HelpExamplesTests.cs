using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Xunit;

namespace ThreadStore.Cli.Output;

/// <summary>
/// Every example of every help runs: the part of it that is this tool's, in a home with the samples. Seen to fail: with an option in an
/// example renamed.
/// </summary>
public sealed class HelpExamplesTests
{
    public static TheoryData<string> Examples => [.. HelpExamples.All.Values.SelectMany(static lines => lines)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_Runs(string example)
    {
        using var home = TempHome.WithIndexedSamples();
        File.SetUnixFileMode(home.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        ToolRun.Of("export", "--all", home.Beside("threads.tar.gz"), "--home", home.Path).AssertFine();
        var args = Words(example);
        Assert.Equal(Tool.Name, args[0]);
        args = args[1..].ConvertAll(word => Place(word, home, isMaking: args[1] == "export"));
        if (!args.Contains("--home") && args[0] != "demo")
        {
            args.AddRange(["--home", home.Path]);
        }

        if (args[0] == "unarchive")
        {
            ToolRun.Of("archive", args[1], "--home", home.Path).AssertFine();
        }

        using var stop = new CancellationTokenSource();
        if (args.Contains("-f"))
        {
            // Following ends when it is stopped.
            stop.Cancel();
        }

        ToolRun.Of(stop.Token, [.. args]).AssertFine();
    }

    [Fact]
    public void EveryVerb_HasExamples()
    {
        var help = ToolRun.Of("--help").AssertFine().Data;

        Assert.All(HelpExamples.All, verb =>
        {
            Assert.Contains($"\n  {verb.Key} ", help, StringComparison.Ordinal);
            Assert.All(verb.Value, line => Assert.StartsWith($"threadstore {verb.Key}", line, StringComparison.Ordinal));
        });
    }

    // Paths of the examples become paths of the test.
    private static string Place(string word, TempHome home, bool isMaking) => word switch
    {
        "/tmp/home" => isMaking ? home.Path : Fresh(home),
        "~/.codex/sessions" => Samples.Folder,
        "rollout-….jsonl" => Samples.Of(Samples.First),
        "spans.jsonl" or "one.tar" => home.Beside(word),
        "threads.tar.gz" => home.Beside(isMaking ? "new.tar.gz" : word),
        _ => word,
    };

    private static string Fresh(TempHome home)
    {
        var fresh = home.Beside("fresh");
        Directory.CreateDirectory(Path.Combine(fresh, "sessions"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Doctor and verify want a home that is one.
        ToolRun.Of("reconcile", "--home", fresh).AssertFine();
        return fresh;
    }

    // As a shell splits them, up to the first operator.
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        var wasQuoted = false;
        foreach (var character in line + " ")
        {
            if (character == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && character is '"' or '\'')
            {
                quote = character;
                wasQuoted = true;
            }
            else if (quote != '\0' || character != ' ')
            {
                word.Append(character);
            }
            else if (word.ToString() is "|" or "&&" or ">")
            {
                break;
            }
            else if (word.Length > 0 || wasQuoted)
            {
                words.Add(word.ToString());
                word.Clear();
                wasQuoted = false;
            }
        }

        return words;
    }
}
