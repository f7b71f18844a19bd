using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace ThreadStore.Generators.Projections;

/// <content>What can only be said of all facts together.</content>
internal sealed partial class ProjectionParser
{
    // The table's own.
    private static readonly HashSet<string> s_ownColumns = new(StringComparer.Ordinal)
    {
        "id", "rollout_path", "archived", "log_offset", "log_head", "log_tail", "rowid", "oid", "_rowid_",
    };

    private void CheckTogether(List<IPropertySymbol> properties, List<FactModel> facts, CancellationToken cancellation)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var fact in facts)
        {
            var property = properties.First(property => property.Name == fact.Name);
            var arguments = new Arguments(Find(property, "FactAttribute")!, cancellation);
            var at = arguments.Text("Column") is null ? property.Locations[0] : arguments.At("Column");
            CheckColumn(fact, fact.Column, at, columns);
            if (facts.Any(other => other.Rule == FactRule.Explicit && other.Name + "At" == fact.Name))
            {
                Report(ProjectionRules.ReservedName, property.Locations[0], fact.Name);
            }

            if (fact.Rule == FactRule.Explicit)
            {
                CheckColumn(fact, fact.TimeColumn, at, columns);
            }

            if (fact.AtLeast is not null)
            {
                CheckAtLeast(fact, facts, arguments.At("AtLeast"));
            }
        }
    }

    private void CheckColumn(FactModel fact, string column, Location? at, Dictionary<string, string> columns)
    {
        if (!IsSqlName(column))
        {
            Report(ProjectionRules.BadColumn, at, column, fact.Name, "is not a lower-case letter and then lower-case letters, digits and '_'");
        }
        else if (s_ownColumns.Contains(column))
        {
            Report(ProjectionRules.BadColumn, at, column, fact.Name, "is one of the table's own");
        }
        else if (SqlKeywords.Contains(column))
        {
            Report(ProjectionRules.BadColumn, at, column, fact.Name, "is a word of SQL");
        }
        else if (columns.TryGetValue(column, out var other))
        {
            Report(ProjectionRules.BadColumn, at, column, fact.Name, $"is that of '{other}' already");
        }
        else
        {
            columns.Add(column, fact.Name);
        }
    }

    private void CheckAtLeast(FactModel fact, List<FactModel> facts, Location? at)
    {
        var floor = facts.FirstOrDefault(other => other.Name == fact.AtLeast);
        var problem = floor switch
        {
            _ when fact.Rule != FactRule.Max => "is for facts of Rule.Max",
            null => $"names '{fact.AtLeast}', which is no fact",
            { Rule: not FactRule.First } => $"names '{fact.AtLeast}', which is not of Rule.First",
            _ when floor.Kind != fact.Kind => $"names '{fact.AtLeast}', which is of another type",
            _ when floor.Froms.Any(static source => source.Replaces) => $"names '{fact.AtLeast}', which can be replaced by a lower value",
            _ => null,
        };
        if (problem is not null)
        {
            Report(ProjectionRules.BadAtLeast, at, problem);
        }
    }
}
