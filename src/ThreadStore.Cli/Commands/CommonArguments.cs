using System.Collections.Generic;
using System.CommandLine;
using System.Linq;

namespace ThreadStore.Cli.Commands;

/// <summary>Arguments that several verbs take.</summary>
internal static class CommonArguments
{
    /// <summary>The id of a thread.</summary>
    internal static Argument<string> Id(CommonOptions common)
    {
        var id = new Argument<string>("ID") { Description = "The thread's id" };
        id.CompletionSources.Add(common.CompleteIds);
        return id;
    }

    /// <summary>The ids of one thread or more.</summary>
    internal static Argument<string[]> Ids(CommonOptions common)
    {
        var ids = new Argument<string[]>("ID") { Description = "The threads' ids", Arity = ArgumentArity.OneOrMore };
        ids.CompletionSources.Add(common.CompleteIds);
        return ids;
    }

    /// <summary>What was given as ids, each once: the first that is none is refused before anything is done.</summary>
    /// <exception cref="InvalidRequestException">One is not an id.</exception>
    internal static List<ThreadId> ParseIds(IEnumerable<string> texts) => [.. texts.Select(ThreadId.Parse).Distinct()];

    /// <summary>A file that was named; an empty text names none.</summary>
    /// <exception cref="UsageException">It is empty.</exception>
    internal static string FileOf(string text) => string.IsNullOrWhiteSpace(text) ? throw new UsageException("FILE must name a file") : text;

    /// <summary>What a word of an option stands for. The parser lets words pass that are also the name of a command or an option.</summary>
    /// <exception cref="UsageException">It is none of the words.</exception>
    internal static T Meaning<T>(Dictionary<string, T> words, string word, string option) =>
        words.TryGetValue(word, out var meaning) ? meaning : throw new UsageException($"{option} must be one of {string.Join(", ", words.Keys)}, not '{word}'");

    /// <summary>Which collection <c>--all</c> and <c>--archived</c> mean.</summary>
    /// <exception cref="UsageException">Both are given.</exception>
    internal static ThreadArchiveFilter ArchiveOf(bool isAll, bool isArchived) =>
        isAll && isArchived ? throw new UsageException("--all includes the archived threads: use one of --all and --archived")
        : isAll ? ThreadArchiveFilter.Any
        : isArchived ? ThreadArchiveFilter.Archived
        : ThreadArchiveFilter.Active;
}
