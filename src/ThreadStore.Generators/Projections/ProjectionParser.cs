using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadStore.Generators.Internal;

namespace ThreadStore.Generators.Projections;

/// <summary>Turns a declaration into a model, or into what is wrong with it. Symbols and syntax are seen here only.</summary>
internal sealed partial class ProjectionParser
{
    private const string Namespace = "ThreadStore.Projection";
    private const string Declaring = Namespace + ".Declaring";
    private const int MaxFacts = 60;

    private readonly INamedTypeSymbol _type;
    private readonly Arguments _attribute;
    private readonly List<DiagnosticInfo> _found = [];
    private bool _hasErrors;

    private ProjectionParser(INamedTypeSymbol type, Arguments attribute)
    {
        _type = type;
        _attribute = attribute;
    }

    /// <summary>Reads the type that carries the attribute.</summary>
    public static ParsedProjection Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (!ReferenceEquals(context.Attributes[0], Find(context.TargetSymbol, "ThreadProjectionAttribute")))
        {
            // Another part of the type has the attribute, too: an error of the compiler's. One file for both parts is enough.
            return new ParsedProjection(new Result<ProjectionTarget>(null, default), null);
        }

        var parser = new ProjectionParser((INamedTypeSymbol)context.TargetSymbol, new Arguments(context.Attributes[0], cancellation));
        var target = parser.ParseType((TypeDeclarationSyntax)context.TargetNode, cancellation);
        return new ParsedProjection(new Result<ProjectionTarget>(target, new(parser._found)), parser.ParseClaim());
    }

    private ProjectionTarget? ParseType(TypeDeclarationSyntax declaration, CancellationToken cancellation)
    {
        if (!CanBeExtended(declaration))
        {
            return null;
        }

        var shape = ParseShape(declaration);
        var name = ParseName();
        var members = OrderedMembers();
        var properties = members.OfType<IPropertySymbol>().Where(static property => Find(property, "FactAttribute") is not null).ToList();
        var observers = ParseObservers(members, cancellation);
        var facts = ParseFacts(properties, name, observers.Count > 0, cancellation);
        WarnOfLooseSources(members, cancellation);
        CheckTogether(properties, facts, cancellation);
        if (properties.Count > MaxFacts)
        {
            Report(ProjectionRules.TooMany, declaration.Identifier.GetLocation(), _type.Name, properties.Count.ToString());
        }

        var projection = _hasErrors
            ? null
            : new ProjectionModel(name, _attribute.Integer("Version") ?? 0, Find(_type, "BuiltInProjectionAttribute") is not null, new(facts), new(observers));
        return new ProjectionTarget(shape, new(properties.Where(NeedsBody).Select(ShapeOf)), projection);
    }

    /// <summary>False when there is no place where code of the type could be put.</summary>
    private bool CanBeExtended(TypeDeclarationSyntax declaration)
    {
        if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            Report(ProjectionRules.NotPartial, declaration.Identifier.GetLocation(), _type.Name);
            return false;
        }

        if (IsFileLocal())
        {
            Report(ProjectionRules.WrongShape, declaration.Identifier.GetLocation(), _type.Name, "it is local to its file");
            return false;
        }

        foreach (var around in declaration.Ancestors().OfType<TypeDeclarationSyntax>())
        {
            if (!around.Modifiers.Any(SyntaxKind.PartialKeyword) || around.TypeParameterList is not null)
            {
                Report(ProjectionRules.WrongShape, declaration.Identifier.GetLocation(), _type.Name,
                    $"the type '{around.Identifier.ValueText}' around it is generic or not partial");
                return false;
            }
        }

        return true;
    }

    // A type within one that is local to its file is not said to be local itself.
    private bool IsFileLocal()
    {
        for (var type = _type; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal)
            {
                return true;
            }
        }

        return false;
    }

    private TypeShape ParseShape(TypeDeclarationSyntax declaration)
    {
        var identifier = declaration.Identifier.GetLocation();
        if (_type.IsReadOnly || _type.IsRefLikeType)
        {
            Report(ProjectionRules.WrongShape, identifier, _type.Name, "it is readonly or a ref struct");
        }

        if (_type.IsGenericType)
        {
            Report(ProjectionRules.WrongShape, identifier, _type.Name, "it is generic");
        }

        List<string> containing = [];
        for (var around = _type.ContainingType; around is not null; around = around.ContainingType)
        {
            containing.Insert(0, Header(around));
        }

        var space = _type.ContainingNamespace is { IsGlobalNamespace: false } named ? named.ToDisplayString(s_qualified) : "";
        var name = _type.ToDisplayString(s_withinNamespace);
        var hint = _type.ToDisplayString(s_qualified).Replace("@", "").Replace('<', '{').Replace('>', '}');
        return new TypeShape(
            space, new(containing), Header(_type), name, _type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            hint + ".Projection.g.cs", CanImplement: !_type.IsRefLikeType);
    }

    private static readonly SymbolDisplayFormat s_qualified =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    private static readonly SymbolDisplayFormat s_withinNamespace =
        SymbolDisplayFormat.MinimallyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private static readonly SymbolDisplayFormat s_typeOfProperty = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static string Header(INamedTypeSymbol type)
    {
        var keyword = type.TypeKind switch
        {
            TypeKind.Struct => type.IsRecord ? "record struct" : "struct",
            TypeKind.Interface => "interface",
            _ => type.IsRecord ? "record" : "class",
        };
        var modifier = type.IsRefLikeType ? "ref partial" : "partial";
        return $"{modifier} {keyword} {type.ToDisplayString(s_withinNamespace.WithMemberOptions(SymbolDisplayMemberOptions.None))}";
    }

    private string ParseName()
    {
        var name = _attribute.Text(0);
        if (name is not null && !IsName(name))
        {
            Report(ProjectionRules.BadName, _attribute.At(0), name);
        }

        // Without an argument the compiler has said enough.
        _hasErrors |= name is null;
        return name ?? "";
    }

    private NameClaim? ParseClaim() => _attribute.Text(0) is { } name
        ? new NameClaim(name, DiagnosticInfo.Create(ProjectionRules.SameName, _attribute.At(0), name))
        : null;

    private static bool IsName(string name) => name.Length is >= 1 and <= 32 && IsSqlName(name);

    private static bool IsSqlName(string name) =>
        name.Length > 0 && name[0] is >= 'a' and <= 'z' && name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    // The numbers of the facts come from this order, which must not depend on the order in which files are given to the compiler.
    private List<ISymbol> OrderedMembers() =>
    [
        .. _type.GetMembers()
            .Where(static member => member.Locations[0].IsInSource)
            .OrderBy(static member => member.Locations[0].SourceTree!.FilePath, StringComparer.Ordinal)
            .ThenBy(static member => member.Locations[0].SourceSpan.Start),
    ];

    private static bool NeedsBody(IPropertySymbol property) => property is { IsPartialDefinition: true, PartialImplementationPart: null, IsIndexer: false };

    private static PropertyShape ShapeOf(IPropertySymbol property)
    {
        var syntax = (PropertyDeclarationSyntax)property.DeclaringSyntaxReferences[0].GetSyntax();
        var setter = property.SetMethod is null ? "" : property.SetMethod.IsInitOnly ? "init" : "set";
        return new PropertyShape(syntax.Modifiers.ToString(), property.Type.ToDisplayString(s_typeOfProperty), Identifier(property.Name), setter);
    }

    private static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private static AttributeData? Find(ISymbol symbol, string attribute) => FindAll(symbol, attribute).FirstOrDefault();

    private static IEnumerable<AttributeData> FindAll(ISymbol symbol, string attribute) =>
        symbol.GetAttributes().Where(data => IsNamed(data.AttributeClass, Declaring, attribute));

    // Asked of every attribute of every member after every key stroke: without making a string of the name.
    private static bool IsNamed(ITypeSymbol? type, string space, string name)
    {
        if (type is not { ContainingType: null } || type.Name != name)
        {
            return false;
        }

        var end = space.Length;
        for (var around = type.ContainingNamespace; around is { IsGlobalNamespace: false }; around = around.ContainingNamespace)
        {
            var start = end - around.Name.Length;
            if (start < 0 || string.CompareOrdinal(space, start, around.Name, 0, around.Name.Length) != 0 || (start > 0 && space[start - 1] != '.'))
            {
                return false;
            }

            end = Math.Max(0, start - 1);
        }

        return end == 0;
    }

    private void Report(DiagnosticDescriptor rule, Location? at, params string[] arguments)
    {
        _found.Add(DiagnosticInfo.Create(rule, at, arguments));
        _hasErrors |= rule.DefaultSeverity == DiagnosticSeverity.Error;
    }
}
