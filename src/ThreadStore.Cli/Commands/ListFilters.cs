using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;

namespace ThreadStore.Cli.Commands;

/// <summary>What <c>list</c> leaves out, as options.</summary>
internal sealed class ListFilters
{
    private readonly Option<string[]> _sources = Several("--source", "TEXT", "Only threads from this source, as rows spell it");
    private readonly Option<string[]> _originators = Several("--originator", "TEXT", "Only threads that this program made");
    private readonly Option<string[]> _providers = Several("--provider", "TEXT", "Only threads whose newest provider this is");
    private readonly Option<string[]> _cwds = Several("--cwd", "DIR", "Only threads whose working directory is exactly this one; one that begins with a dot is taken from here");
    private readonly Option<string?> _title = new("--title") { Description = "Only threads whose name or title holds this text", HelpName = "TEXT" };
    private readonly Option<bool> _matchCase = new("--match-case") { Description = "Case counts in --title" };
    private readonly Option<string?> _childrenOf = new("--children-of") { Description = "Only threads that this one started", HelpName = "ID" };
    private readonly Option<string?> _descendantsOf = new("--descendants-of") { Description = "Also those that these started, and so on", HelpName = "ID" };
    private readonly Option<string[]> _labels = Several("--label", "KEY=VALUE", "Only threads that have this label with this value");
    private readonly Option<string[]> _excluded = Several("--exclude", "ID", "Not this thread");

    internal ListFilters(CommonOptions common)
    {
        _childrenOf.CompletionSources.Add(common.CompleteIds);
        _descendantsOf.CompletionSources.Add(common.CompleteIds);
        _excluded.CompletionSources.Add(common.CompleteIds);
    }

    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { _sources, _originators, _providers, _cwds, _title, _matchCase, _childrenOf, _descendantsOf, _labels, _excluded })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The query with what was asked for.</summary>
    /// <exception cref="UsageException">Options that do not go together.</exception>
    /// <exception cref="InvalidRequestException">What should be an id is none.</exception>
    internal ThreadListQuery Apply(ParseResult parsed, ThreadListQuery query)
    {
        var title = parsed.GetValue(_title);
        return parsed.GetValue(_matchCase) && title is null
            ? throw new UsageException("--match-case is for --title")
            : query with
            {
                Sources = Given(parsed.GetValue(_sources)),
                Originators = Given(parsed.GetValue(_originators)),
                ModelProviders = Given(parsed.GetValue(_providers)),
                Cwds = Given(parsed.GetValue(_cwds)?.Select(FromHere)),
                TitleContains = title,
                MatchCase = parsed.GetValue(_matchCase),
                Relation = RelationOf(parsed.GetValue(_childrenOf), parsed.GetValue(_descendantsOf)),
                Labels = LabelArguments.Parse(parsed.GetValue(_labels)),
                Excluded = CommonArguments.ParseIds(parsed.GetValue(_excluded) ?? []),
            };
    }

    private static ThreadRelation? RelationOf(string? parent, string? ancestor) => (parent, ancestor) switch
    {
        (null, null) => null,
        (not null, null) => ThreadRelation.ChildrenOf(ThreadId.Parse(parent)),
        (null, not null) => ThreadRelation.DescendantsOf(ThreadId.Parse(ancestor)),
        _ => throw new UsageException("use one of --children-of and --descendants-of"),
    };

    // An option that is not given restricts nothing; an empty list would let nothing through.
    private static List<string>? Given(IEnumerable<string>? values) => values?.ToList() is { Count: > 0 } given ? given : null;

    private static string FromHere(string directory) => directory.StartsWith('.') ? Path.GetFullPath(directory) : directory;

    private static Option<string[]> Several(string name, string helpName, string description) =>
        new(name) { Description = $"{description}; may be given several times", HelpName = helpName };
}
