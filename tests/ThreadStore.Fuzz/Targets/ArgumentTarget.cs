using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using ThreadStore.Cli;
using ThreadStore.Cli.Output;

namespace ThreadStore.Fuzz.Targets;

/// <summary>The tool, as a process without a terminal runs it, with arguments that somebody mistyped on purpose.</summary>
/// <remarks>
/// Laws. The exit code is one of the documented three. A failure is told in words, never by the name of an exception or a stack trace, and
/// with exit code 2 there is a line that says why. No control byte of the arguments reaches the messages. Nothing outside of the home is
/// touched but the file or folder that the arguments name for it. Everything ends.
/// </remarks>
internal sealed class ArgumentTarget : FuzzTarget
{
    internal const string TargetName = "arguments";

    // For a follow that nobody stops.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private static readonly string[] s_odd =
    [
        "", " ", "-", "--", "---", "-n", "--limit", "--limit=0", "--limit=-1", "--limit=99999999999", "--home", "--json", "--json=maybe", "--record", "@file", "../../x", "a/../../b", "a\nb", "\u001b[31m", "💥",
        "\ud800", "NaN", "1e999", "-0", "9223372036854775808", "0x10", "null", "'", "\"", "$(x)", "%s", "{0}", "[suggest:3]", "[diagram]", "[env:A=B]", "--help", "-?", "--version", "--sort=created", "--asc", "--all",
        "--archived", "--cursor", "--full", "--items", "--turns", "--history", "--yes", "--even-if-forked", "--dry-run", "--turn", "--at", "--label", "k=v", "=", "k=", "=v", "--ranked", "--per-thread", "--timeout", "-f",
    ];

    private readonly string _root = Directory.CreateDirectory(Path.Combine(FuzzFolder.New(), "1", "2", "3", "4")).FullName;
    private readonly string _archive;
    private int _number;

    internal ArgumentTarget()
    {
        // The process has one current directory and one environment: the real home must not be what is left when --home is lost.
        Environment.SetEnvironmentVariable("CODEX_HOME", Directory.CreateDirectory(Path.Combine(_root, "codex")).FullName);
        Environment.CurrentDirectory = Directory.CreateDirectory(Path.Combine(_root, "current")).FullName;
        File.WriteAllText(Path.Combine(_root, "sentinel"), "not yours");
        _archive = Path.Combine(_root, "export.tgz");
        var home = Path.Combine(_root, "first");
        HomeTemplate.CopyTo(home);
        _ = Run(["--home", home, "export", "--all", _archive], out _);
        Law.Holds(File.Exists(_archive), "the samples can be exported");
    }

    internal override string Name => TargetName;

    internal override int Share => 15;

    internal override bool IsAlone => true;

    internal override void Try(FuzzRandom random, FuzzTally tally)
    {
        var home = Path.Combine(_root, $"home{_number++}");
        HomeTemplate.CopyTo(home);
        var arguments = Damage(Command(random, home), random);
        var before = Outside(home);
        var exitCode = Run(arguments, out var messages);
        tally.Count(exitCode switch { 0 => "fine", 1 => "differences", _ => "failed" });
        var shown = $"threadstore {string.Join(' ', arguments.Select(static argument => $"'{argument}'"))}\n  exit code {exitCode}: {messages}";
        Law.Holds(exitCode is 0 or 1 or 2, shown);
        Law.Holds(!messages.Contains("   at ", StringComparison.Ordinal) && !messages.Contains("internal error", StringComparison.Ordinal), shown);
        Law.Holds(exitCode != 2 || messages.Contains("threadstore: ", StringComparison.Ordinal), shown);
        Law.Holds(!messages.Any(static one => char.IsControl(one) && one != '\n'), $"a control character in: {shown}");

        // These make the file or the home that they are told to, wherever that is; nobody changes or removes what is there.
        var mayMake = arguments.Any(static argument => argument.Contains("export", StringComparison.Ordinal) || argument.Contains("record", StringComparison.Ordinal)
            || argument.Contains("replay", StringComparison.Ordinal) || argument.Contains("import", StringComparison.Ordinal));
        var after = Outside(home);
        Law.Holds(mayMake ? !before.Except(after).Any() : before.SequenceEqual(after), $"outside of the home: {string.Join(", ", after.Except(before).Concat(before.Except(after)))} by {shown}");
        Directory.Delete(home, recursive: true);
        foreach (var left in Directory.GetFileSystemEntries(Environment.CurrentDirectory))
        {
            DeleteAny(left);
        }
    }

    private static int Run(string[] arguments, out string messages)
    {
        using var stop = new CancellationTokenSource(s_patience);
        using var data = new MemoryStream();
        using var text = new StringWriter();
        using var io = new ToolOutput(data, text, isDataTerminal: false, isMessagesTerminal: false, isColorWanted: true);
        var exitCode = Tool.RunAsync(arguments, io, stop.Token).GetAwaiter().GetResult();
        messages = text.ToString();
        return exitCode;
    }

    private string[] Command(FuzzRandom random, string home)
    {
        var id = random.Pick(HomeTemplate.Threads).ToString();
        string[] command = random.Next(26) switch
        {
            0 => ["list"],
            1 => ["list", "--json", "--limit", "3", "--sort", "created", "--asc", "--all"],
            2 => ["list", "--cursor", "AgAAAAGfz0", "--archived"],
            3 => ["show", id],
            4 => ["show", id, "--history", "--json"],
            5 => ["show", id, "--turns", "--full"],
            6 => ["show", id, "--items"],
            7 => ["tail", id, "-n", "3"],
            8 => ["search", "mock", "--per-thread", "2", "--limit", "5"],
            9 => ["search", "mock", "--ranked", "--all"],
            10 => ["rename", id, "a name"],
            11 => ["set", id, "--label", "k=v"],
            12 => ["archive", id],
            13 => ["unarchive", id],
            14 => ["delete", id, "--yes"],
            15 => ["delete", id, "--even-if-forked", "--yes"],
            16 => ["fork", id, "--at", "100"],
            17 => ["fork", id, "--turn", "t"],
            18 => ["export", id, "out.tgz"],
            19 => ["import", _archive],
            20 => ["verify", "--json"],
            21 => ["rebuild"],
            22 => ["reconcile"],
            23 => ["doctor"],
            24 => ["completions", "bash"],
            _ => ["replay", Path.Combine(_root, "first", "archived_sessions"), "--durability", "buffered"],
        };
        return random.OneIn(2) ? ["--home", home, .. command] : [.. command, "--home", home, .. random.OneIn(12) ? ["--record", "trace.jsonl"] : Array.Empty<string>()];
    }

    private string[] Damage(string[] command, FuzzRandom random)
    {
        List<string> arguments = [.. command];
        for (var left = random.OneIn(6) ? 0 : random.Next(1, 4); left > 0; left--)
        {
            var at = random.Next(arguments.Count + 1);
            switch (random.Next(6))
            {
                case 0 when at < arguments.Count:
                    arguments.RemoveAt(at);
                    break;
                case 1 when at < arguments.Count:
                    arguments.Insert(random.Next(arguments.Count), arguments[at]);
                    break;
                case 2 when at < arguments.Count:
                    arguments[at] = random.Pick(s_odd);
                    break;
                case 3 when at < arguments.Count && arguments[at].Length > 0:
                    arguments[at] = Bend(arguments[at], random);
                    break;
                case 4 when at < arguments.Count:
                    arguments[at] = new string((char)('a' + random.Next(26)), random.Length(20_000));
                    break;
                default:
                    arguments.Insert(at, random.Pick(s_odd));
                    break;
            }
        }

        return [.. arguments.Select(Tamed)];
    }

    private static string Bend(string text, FuzzRandom random)
    {
        var at = random.Next(text.Length);
        return random.Next(4) switch
        {
            0 => text[..at],
            1 => text.Insert(at, random.Pick(s_odd)),
            2 => text.Remove(at, 1),
            _ => text[..at] + (char)random.Byte() + text[(at + 1)..],
        };
    }

    // A file that is named outside of this target's folder is one that the tool may write: no input names one.
    private string Tamed(string argument)
    {
        if (argument.Contains(_root, StringComparison.Ordinal))
        {
            return argument.Replace("\0", "", StringComparison.Ordinal);
        }

        // No process gets a NUL in an argument.
        argument = argument.Replace("\0", "", StringComparison.Ordinal).Replace("=/", "=", StringComparison.Ordinal).Replace(":/", ":", StringComparison.Ordinal);
        return argument.Split("..").Length > 3 ? argument.Replace("..", ".", StringComparison.Ordinal) : argument.TrimStart('/', ' ', '\'', '"');
    }

    // What lies beside the home, but for the folder in which the tool runs and the home that stands for a forgotten one.
    private List<string> Outside(string home) =>
    [
        .. new DirectoryInfo(_root).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => !IsBelow(file.FullName, home) && !IsBelow(file.FullName, Environment.CurrentDirectory) && !IsBelow(file.FullName, Path.Combine(_root, "codex")))
            .Select(static file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}")
            .Order(StringComparer.Ordinal),
    ];

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static void DeleteAny(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }
}
