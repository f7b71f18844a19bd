using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Cli.Commands;

/// <summary>The law: what a shell completes is a verb, an option or a thread of this tool, and completing changes nothing.</summary>
public sealed class CompletionsCommandTests
{
    [Theory]
    [InlineData("bash", "complete -o default -F")]
    [InlineData("zsh", "#compdef threadstore")]
    [InlineData("fish", "complete -c threadstore")]
    public void Completions_OfAShell_IsItsScript(string shell, string expected)
    {
        var run = ToolRun.Of("completions", shell).AssertFine();

        Assert.Contains(expected, run.Data, StringComparison.Ordinal);
        Assert.EndsWith("\n", run.Data, StringComparison.Ordinal);
        Assert.Equal("", run.Messages);
    }

    [Fact]
    public void Completions_OfAnythingElse_Fails() => ToolRun.Of("completions", "tcsh").AssertFailed("'tcsh'");

    [Theory]
    [InlineData("threadstore re", "rebuild", "reconcile", "rename", "replay")]
    [InlineData("threadstore list --so", "--sort")]
    [InlineData("threadstore list --sort ", "created", "recency", "updated")]
    [InlineData("threadstore completions ", "bash", "fish", "zsh")]
    [InlineData("threadstore show 01a1fcb7", Samples.First)]
    public async Task Bash_CompletesVerbsOptionsAndThreads(string line, params string[] expected)
    {
        using var home = TempHome.WithIndexedSamples();
        var before = Entries(home);

        var found = await CompleteAsync(home, line);

        Assert.Equal(expected, found.Where(word => expected.Contains(word) || !word.StartsWith('-')).Order(StringComparer.Ordinal));
        Assert.Equal(before, Entries(home));
    }

    [Fact]
    public async Task Bash_WhereThereIsNoHome_CompletesNoThreadAndMakesNone()
    {
        using var home = TempHome.None();

        Assert.Empty(await CompleteAsync(home, "threadstore show 01"));

        Assert.False(Directory.Exists(home.Path));
    }

    // SQLite's companions come with whoever reads.
    private static string[] Entries(TempHome home) =>
    [
        .. Directory.GetFileSystemEntries(home.Path, "*", SearchOption.AllDirectories).Where(static path => path[^4..] is not ("-wal" or "-shm")).Order(StringComparer.Ordinal),
    ];

    // A real bash sources the script, and the test asks as readline would.
    private static async Task<List<string>> CompleteAsync(TempHome home, string line)
    {
        var script = $$"""
            threadstore() { '{{ProcessTests.Host}}' '{{ProcessTests.Binary}}' "$@"; }
            source <(threadstore completions bash)
            COMP_LINE='{{line}}'
            COMP_POINT=${#COMP_LINE}
            read -ra COMP_WORDS <<< "$COMP_LINE"
            [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
            _threadstore_complete
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var run = await ProcessTests.RunAsync("bash", new() { ["CODEX_HOME"] = home.Path }, "-c", script);
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        return [.. run.Data.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
