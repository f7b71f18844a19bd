using System.Collections.Generic;

namespace ThreadStore.Cli.Output;

/// <summary>The scripts of <c>completions</c>: each hands the line and the cursor to the tool's own <c>[suggest]</c> directive.</summary>
internal static class CompletionScripts
{
    // What the tool suggests may begin otherwise than the word that is there: each shell chooses.
    private const string Bash = """
        # threadstore: completion for bash. Source it from ~/.bashrc: source <(threadstore completions bash)
        _threadstore_complete() {
            local word=${COMP_WORDS[COMP_CWORD]} IFS=$'\n'
            COMPREPLY=($(compgen -W "$(threadstore "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _threadstore_complete threadstore

        """;

    private const string Zsh = """
        #compdef threadstore
        # threadstore: completion for zsh. Source it from ~/.zshrc: source <(threadstore completions zsh)
        _threadstore() {
            local -a found
            found=("${(@f)$(threadstore "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- ${found:#} || _files
        }
        compdef _threadstore threadstore

        """;

    private const string Fish = """
        # threadstore: completion for fish. Keep it: threadstore completions fish > ~/.config/fish/completions/threadstore.fish
        complete -c threadstore -a '(threadstore "[suggest:"(commandline -C)"]" (commandline -b) 2>/dev/null)'

        """;

    private static readonly SortedDictionary<string, string> s_scripts = new() { ["bash"] = Bash, ["fish"] = Fish, ["zsh"] = Zsh };

    /// <summary>The shells for which there is a script.</summary>
    internal static IEnumerable<string> Shells => s_scripts.Keys;

    internal static string For(string shell) => s_scripts[shell];
}
