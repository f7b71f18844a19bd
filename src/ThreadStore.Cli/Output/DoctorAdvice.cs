using System;
using System.IO;
using System.Text;

namespace ThreadStore.Cli.Output;

/// <summary>What would mend a finding: a command where there is one, else why there is nothing to be done.</summary>
internal static class DoctorAdvice
{
    private const string RolloutPattern = "rollout-*.jsonl";

    internal static string For(StoreFinding finding, string home)
    {
        var tool = $"{Tool.Name} {{0}} --home {Quote(home)}";
        var path = finding.Path is null ? Quote(home) : Quote(Path.Combine(home, finding.Path));
        return finding.Kind switch
        {
            FindingKind.NotAHome => $"name the home with --home DIR, or set CODEX_HOME (it has a folder sessions with {RolloutPattern} below it)",
            FindingKind.UnreadableFolder => $"chmod u+rwx {path}, or run this as its owner",
            FindingKind.UnreadableRollout => $"chmod u+rw {path}, or look at the disk",
            FindingKind.WideMode => $"chmod go-rwx {path}",
            FindingKind.ForeignOwner => $"chown \"$(id -u)\" {path}, if it is yours",
            FindingKind.MissingRow or FindingKind.RowBehind or FindingKind.OrphanRow or FindingKind.NoIndex => Run(tool, "reconcile"),
            FindingKind.BadLines => $"nothing need be done, every reader skips them; where they are: {Run(tool, "verify")}",
            FindingKind.TornTail => "resume the thread: its next writer completes the line, or keeps a copy in threadstore/torn and cuts it",
            FindingKind.NotARollout or FindingKind.ForeignRollout => $"mv {path} elsewhere, then {Run(tool, "reconcile")}",
            FindingKind.Duplicate => $"compare it with the other, then rm {path}",
            FindingKind.MissingParent => $"{Run(tool, "import FILE")}, with an export that has the parent",
            FindingKind.Compressed => $"zstd -d --rm {path}, if its thread is to be read here",
            FindingKind.HeldLock => "nothing need be done",
            FindingKind.LeftOverLock => finding.IsProblem ? Run(tool, "reconcile") : "nothing need be done",
            FindingKind.DamagedIndex => Run(tool, "rebuild"),
            FindingKind.OldIndex => $"it goes by itself when a newer one of its own version is opened; of a version that nobody uses: rm {path}*",
            FindingKind.SharedFileSystem => "set it apart on a local disk with --index-directory DIR (a host: IndexDirectory), or say --allow-network-index when no other machine ever opens this home",
            FindingKind.BadNames => "nothing need be done, every reader skips them",
            FindingKind.LeftOverImport => $"the next import removes it, or rm -r {path}",
            _ => "nothing is known that would",
        };
    }

    // The names that programs see: those of the kinds, in small letters. A test holds them.
    internal static string NameOf(FindingKind kind)
    {
        var name = new StringBuilder();
        foreach (var letter in kind.ToString())
        {
            if (char.IsAsciiLetterUpper(letter) && name.Length > 0)
            {
                name.Append('_');
            }

            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }

    private static string Run(string tool, string verb) => tool.Replace("{0}", verb, StringComparison.Ordinal);

    private static string Quote(string path) => ShellText.Quote(path);
}
