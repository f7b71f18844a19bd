using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace ThreadStore.Generators.Projections;

/// <content>Where facts come from.</content>
internal sealed partial class ProjectionParser
{
    private List<FromModel> ParseSources(FactModel fact, List<AttributeData> attributes, CancellationToken cancellation)
    {
        List<FromModel> sources = [];
        foreach (var attribute in attributes)
        {
            var arguments = new Arguments(attribute, cancellation);
            if (ParsePath(arguments, ProjectionRules.BadPath) is not { } path)
            {
                continue;
            }

            var source = new FromModel(path, arguments.Flag("Clears"), arguments.Flag("Replaces"), arguments.Text("Else"));
            CheckValue(fact, source, arguments);
            CheckSourceOptions(fact, source, arguments);
            if (sources.Any(other => other.Path.ToString() == path.ToString()) || IsCounted(fact, path, attributes))
            {
                Report(ProjectionRules.SameFrom, arguments.At(0), path.ToString(), fact.Name);
            }
            else
            {
                sources.Add(source);
            }
        }

        return sources;
    }

    private FromPath? ParsePath(Arguments arguments, DiagnosticDescriptor rule)
    {
        if (arguments.Text(0) is not { } text)
        {
            _hasErrors = true;
            return null;
        }

        var path = FromPath.Parse(text, out var error);
        if (error is not null)
        {
            Report(rule, arguments.At(0), (error.Position + 1).ToString(), error.Message);
        }

        return path;
    }

    private void CheckValue(FactModel fact, FromModel source, Arguments arguments)
    {
        var path = source.Path;
        if (fact.Rule == FactRule.Count)
        {
            if (path.Source != PathSource.None)
            {
                Report(ProjectionRules.BadValue, arguments.At(0), "Rule.Count counts lines: its path has no ':value'");
            }

            return;
        }

        if (path.Source == PathSource.None)
        {
            if (source.Else is null || fact.Kind != FactKind.Text)
            {
                Report(ProjectionRules.BadValue, arguments.At(0), $"Rule.{fact.Rule} needs a value: end the path with ':key' or the like");
            }

            return;
        }

        var problem = path switch
        {
            { Source: PathSource.LineTime } when fact.Kind != FactKind.Timestamp => "'@timestamp' is for facts of type Timestamp",
            { Source: PathSource.LineOrdinal } when fact.Kind != FactKind.Number => "'@ordinal' is for facts of type long",
            { Source: not PathSource.Payload } when fact.Rule == FactRule.Explicit => "Rule.Explicit takes values of the payload",
            { Array: not null } when fact.Kind != FactKind.Text => "the parts of an array are joined to a text: the fact must be an Utf8Text",
            { Array: not null } when fact.Rule == FactRule.Explicit || fact.Form != TextForm.String => "the parts of an array are strings for Rule.First and Rule.Last",
            _ => null,
        };
        if (problem is not null)
        {
            Report(ProjectionRules.BadSource, arguments.At(0), problem);
        }
    }

    private void CheckSourceOptions(FactModel fact, FromModel source, Arguments arguments)
    {
        if (source.Clears && !fact.IsClearable)
        {
            Report(ProjectionRules.ClearsUncleared, arguments.At("Clears"), fact.Name);
        }
        else if (source.Clears && (source.Path.Source != PathSource.Payload || source.Path.Array is not null))
        {
            Report(ProjectionRules.BadSource, arguments.At(0), "only a value of the payload that is no array can clear");
        }
        else if (source.Clears && fact.Form != TextForm.String)
        {
            Report(ProjectionRules.BadTextOption, arguments.At("Clears"), "a fact with Raw or RawObjects cannot be cleared by a source");
        }

        if (source.Replaces && fact.Rule != FactRule.First)
        {
            Report(ProjectionRules.ReplacesNothing, arguments.At("Replaces"), fact.Name, fact.Rule.ToString());
        }
        else if (source.Replaces && fact.Form != TextForm.String)
        {
            Report(ProjectionRules.BadTextOption, arguments.At("Replaces"), "a fact with Raw or RawObjects cannot be replaced");
        }

        if (source.Else is null)
        {
            return;
        }

        var problem = source switch
        {
            _ when fact.Kind != FactKind.Text || fact.Form != TextForm.String => "is for plain texts",
            _ when fact.Rule is not (FactRule.First or FactRule.Last) => "is for Rule.First and Rule.Last",
            { Clears: true } or { Replaces: true } => "cannot stand together with Clears or Replaces",
            { Else.Length: 0 } => "is empty: a text that is not there is empty already",
            _ => null,
        };
        if (problem is not null)
        {
            Report(ProjectionRules.BadElse, arguments.At("Else"), problem);
        }
    }

    // A line counts once, so what '*' counts is no second source.
    private static bool IsCounted(FactModel fact, FromPath path, List<AttributeData> attributes) =>
        fact.Rule == FactRule.Count && !path.IsEveryLine && path.Type != "threadstore_metadata"
        && attributes.Any(static other => other.ConstructorArguments.Any(static argument => argument.Value is FromPath.EveryLine));

    private void WarnOfLooseSources(List<ISymbol> members, CancellationToken cancellation)
    {
        foreach (var member in members)
        {
            if (Find(member, "FromAttribute") is { } loose && Find(member, "FactAttribute") is null)
            {
                Report(ProjectionRules.FromWithoutFact, new Arguments(loose, cancellation).Whole, member.Name);
            }
        }
    }
}
