using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using ThreadStore.Generators.Internal;

namespace ThreadStore.Generators.Projections;

/// <content>The facts.</content>
internal sealed partial class ProjectionParser
{
    private const int MinRoom = 8;
    private const int MaxRoom = 256;

    // What the emitted part declares itself.
    private static readonly HashSet<string> s_reserved = new(StringComparer.Ordinal)
    {
        "Schema", "Observe", "Merge", "Bind", "Read", "Delta", "Row", "Columns", "Patch", "FactNumber", "TextNumber", "FactBit", "ViaTexts",
    };

    // What the emitted patch has besides the facts that it sets.
    private static readonly HashSet<string> s_reservedInPatch = new(StringComparer.Ordinal) { "Projection", "IsEmpty", "Write" };

    private List<FactModel> ParseFacts(List<IPropertySymbol> properties, string projection, bool hasObservers, CancellationToken cancellation)
    {
        List<FactModel> facts = [];
        foreach (var property in properties)
        {
            cancellation.ThrowIfCancellationRequested();
            if (ParseFact(property, projection, hasObservers, cancellation) is { } fact)
            {
                facts.Add(fact);
            }
        }

        return facts;
    }

    private FactModel? ParseFact(IPropertySymbol property, string projection, bool hasObservers, CancellationToken cancellation)
    {
        var arguments = new Arguments(Find(property, "FactAttribute")!, cancellation);
        if (!IsFactProperty(property) || ParseRule(arguments) is not { } rule || ParseKind(property, rule) is not { } kind)
        {
            return null;
        }

        var isNullable = property.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        var column = arguments.Text("Column") ?? SnakeCase(property.Name) + (kind == FactKind.Timestamp ? "_ms" : "");
        var fact = new FactModel(ShapeOf(property), property.Name, rule, kind, isNullable, column, default)
        {
            Form = ParseForm(arguments, rule, kind),
            Via = ParseVia(arguments, kind),
            IsClearable = arguments.Flag("Clearable"),
            IsListed = arguments.Flag("Listed"),
            Room = arguments.Integer("Room") ?? MaxRoom,
            AtLeast = arguments.Text("AtLeast"),
            Minimum = arguments.Long("Minimum"),
        };
        CheckOptions(fact, arguments);
        return WithSources(fact, property, projection, hasObservers, cancellation);
    }

    private FactRule? ParseRule(Arguments arguments)
    {
        if (Enum.TryParse<FactRule>(arguments.EnumName(0), out var rule))
        {
            return rule;
        }

        // What is no constant at all is an error of the compiler's.
        if (arguments.IsEnum(0))
        {
            Report(ProjectionRules.WrongType, arguments.At(0), "?", "fact", "there is no such rule");
        }

        _hasErrors = true;
        return null;
    }

    private FactModel WithSources(FactModel fact, IPropertySymbol property, string projection, bool hasObservers, CancellationToken cancellation)
    {
        var sources = FindAll(property, "FromAttribute").ToList();
        if (sources.Count > 0)
        {
            return fact with { Froms = new(ParseSources(fact, sources, cancellation)) };
        }

        if (fact.Rule != FactRule.Explicit)
        {
            if (!hasObservers)
            {
                Report(ProjectionRules.NoSource, property.Locations[0], property.Name);
            }

            return fact;
        }

        if (fact.Kind is not (FactKind.Text or FactKind.Number))
        {
            Report(ProjectionRules.NotPatchable, property.Locations[0], property.Name);
        }

        if (s_reservedInPatch.Contains(fact.Name))
        {
            Report(ProjectionRules.ReservedName, property.Locations[0], property.Name);
        }

        // Where a patch is kept: the line of the journal that the thread's own writer wrote, in the version that is known.
        EquatableArray<PathCondition> ours = new(
        [
            new PathCondition(new(["v"]), PathTest.Number, "1"),
            new PathCondition(new(["thread_id"]), PathTest.Thread, ""),
        ]);
        var path = new FromPath("threadstore_metadata", "", ours, PathSource.Payload, new(["facts", projection, fact.Column]), Array: null);
        return fact with { IsPatched = true, Froms = new([new FromModel(path, Clears: fact.IsClearable, Replaces: false, Else: null)]) };
    }

    private bool IsFactProperty(IPropertySymbol property)
    {
        var problem = property switch
        {
            { IsStatic: true } => "it is static",
            { IsIndexer: true } => "it is an indexer",
            { ReturnsByRef: true } or { ReturnsByRefReadonly: true } => "it returns a reference",
            { SetMethod: not null } => "it has a setter",
            { IsPartialDefinition: false } => "it is not partial",
            { PartialImplementationPart: not null } => "it has a body",
            _ => null,
        };
        if (problem is not null)
        {
            Report(ProjectionRules.NotAFact, property.Locations[0], property.Name, problem);
        }
        else if (s_reserved.Contains(property.Name))
        {
            Report(ProjectionRules.ReservedName, property.Locations[0], property.Name);
        }

        return problem is null;
    }

    private FactKind? ParseKind(IPropertySymbol property, FactRule rule)
    {
        var isNullable = property.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };
        var type = isNullable ? ((INamedTypeSymbol)property.Type).TypeArguments[0] : property.Type;
        FactKind? kind = type switch
        {
            { SpecialType: SpecialType.System_Int64 } => FactKind.Number,
            { SpecialType: SpecialType.System_Boolean } => FactKind.Flag,
            _ when IsNamed(type, Namespace, "Timestamp") => FactKind.Timestamp,
            _ when IsNamed(type, Namespace, "Utf8Text") && !isNullable => FactKind.Text,
            _ => null,
        };
        var problem = (kind, rule) switch
        {
            (null, _) when isNullable && type.Name == "Utf8Text" => "an Utf8Text that is not there is empty, never null",
            (null, _) => "a fact is an Utf8Text, a long, a bool or a Timestamp",
            (not FactKind.Number, FactRule.Count or FactRule.Sum) => "it makes a long",
            (FactKind.Number, FactRule.Count or FactRule.Sum) when isNullable => "it starts at 0, never at null",
            (FactKind.Text or FactKind.Flag, FactRule.Max or FactRule.Min) => "it compares longs and Timestamps",
            _ => null,
        };
        if (problem is not null)
        {
            Report(ProjectionRules.WrongType, property.Locations[0], rule.ToString(), property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), problem);
            return null;
        }

        return kind;
    }

    private TextForm ParseForm(Arguments arguments, FactRule rule, FactKind kind)
    {
        var option = arguments.Flag("Raw") ? "Raw" : arguments.Flag("RawObjects") ? "RawObjects" : "";
        if (option.Length == 0)
        {
            return TextForm.String;
        }

        if (arguments.Flag("Raw") && arguments.Flag("RawObjects"))
        {
            Report(ProjectionRules.BadTextOption, arguments.At("RawObjects"), "Raw takes everything already: leave RawObjects out");
        }
        else if (kind != FactKind.Text)
        {
            Report(ProjectionRules.BadTextOption, arguments.At(option), $"{option} is for facts of type Utf8Text");
        }
        else if (rule is not (FactRule.First or FactRule.Last))
        {
            Report(ProjectionRules.BadTextOption, arguments.At(option), $"{option} is for Rule.First and Rule.Last");
        }

        return option == "Raw" ? TextForm.Raw : TextForm.StringOrObject;
    }

    private void CheckOptions(FactModel fact, Arguments arguments)
    {
        if (fact.IsClearable && fact.Rule is not (FactRule.Last or FactRule.Explicit))
        {
            Report(ProjectionRules.NotClearable, arguments.At("Clearable"), fact.Rule.ToString());
        }

        if (fact.Minimum is not null && (fact.Kind != FactKind.Number || fact.IsClearable || fact.Rule is FactRule.Count or FactRule.Explicit))
        {
            Report(ProjectionRules.BadMinimum, arguments.At("Minimum"));
        }

        if (arguments.Integer("Room") is { } room)
        {
            if (fact.Kind != FactKind.Text)
            {
                Report(ProjectionRules.BadTextOption, arguments.At("Room"), "Room is for facts of type Utf8Text");
            }
            else if (room is < MinRoom or > MaxRoom)
            {
                Report(ProjectionRules.BadRoom, arguments.At("Room"));
            }
        }
    }

    // A new word starts at a capital that follows something else than a capital, or that a small letter follows.
    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(startsWord ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
