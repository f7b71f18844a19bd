using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadStore.Generators.Internal;

namespace ThreadStore.Generators.Tracing;

/// <summary>Reads declarations of spans. The only place that sees symbols and syntax: what leaves it is values.</summary>
internal sealed partial class TraceSpanParser
{
    /// <summary>The attribute that declares a span.</summary>
    public const string AttributeName = Namespace + "TraceSpanAttribute";

    private const string Namespace = "ThreadStore.Tracing.";
    private const string SourceAttributeName = Namespace + "TraceSourceAttribute";

    private readonly List<DiagnosticInfo> _diagnostics = [];
    private readonly HashSet<string> _scopes = [];

    /// <summary>Reads all spans of the type that a method belongs to, when it is the first of them; null for the others.</summary>
    public static Result<TraceSpanModel>? Parse(GeneratorAttributeSyntaxContext found, CancellationToken cancel)
    {
        var method = (IMethodSymbol)found.TargetSymbol;
        var methods = method.ContainingType.GetMembers().OfType<IMethodSymbol>().Where(static one => AttributeOf(one, AttributeName) is not null).ToList();
        return SymbolEqualityComparer.Default.Equals(methods[0], method.PartialDefinitionPart ?? method)
            ? new TraceSpanParser().ParseType(method.ContainingType, methods, found.SemanticModel.Compilation, cancel)
            : null;
    }

    private Result<TraceSpanModel> ParseType(INamedTypeSymbol type, List<IMethodSymbol> methods, Compilation compilation, CancellationToken cancel)
    {
        var headers = HeadersOf(type, cancel);
        var spans = new List<SpanModel>();
        foreach (var method in methods)
        {
            cancel.ThrowIfCancellationRequested();
            if (ParseMethod(method, cancel) is { } span)
            {
                spans.Add(span);
            }
        }

        // Also when a type is not partial: the compiler says that once, and would say of every method that it has no body.
        var model = spans.Count > 0
            ? new TraceSpanModel(
                HintNameOf(type),
                type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
                headers,
                SourceOf(type, compilation, cancel),
                compilation.Assembly.Identity.Version.ToString(3),
                new(spans))
            : null;
        return new Result<TraceSpanModel>(model, new(_diagnostics));
    }

    private EquatableArray<string> HeadersOf(INamedTypeSymbol type, CancellationToken cancel)
    {
        var headers = new List<string>();
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            var declaration = (TypeDeclarationSyntax)outer.DeclaringSyntaxReferences[0].GetSyntax(cancel);
            if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                Report(TraceSpanRules.TypeNotPartial, declaration.Identifier.GetLocation(), outer.Name);
            }

            var record = declaration is RecordDeclarationSyntax { ClassOrStructKeyword.Text: { Length: > 0 } keyword } ? " " + keyword : "";
            headers.Insert(0, $"partial {declaration.Keyword.Text}{record} {outer.Name}{declaration.TypeParameterList}");
        }

        return new(headers);
    }

    private string SourceOf(INamedTypeSymbol type, Compilation compilation, CancellationToken cancel)
    {
        var attribute = AttributeOf(type, SourceAttributeName) ?? AttributeOf(compilation.Assembly, SourceAttributeName);
        if (attribute is null)
        {
            return compilation.Assembly.Name;
        }

        var name = TextOf(attribute);
        if (string.IsNullOrWhiteSpace(name))
        {
            Report(TraceSpanRules.EmptyName, LocationOf(attribute, cancel));
        }

        return name;
    }

    private SpanModel? ParseMethod(IMethodSymbol method, CancellationToken cancel)
    {
        var syntax = (MethodDeclarationSyntax)method.DeclaringSyntaxReferences[0].GetSyntax(cancel);
        var attribute = AttributeOf(method, AttributeName)!;
        if (!method.IsPartialDefinition || method.PartialImplementationPart is not null)
        {
            Report(TraceSpanRules.MethodNotPartial, syntax.Identifier.GetLocation(), method.Name);
            return null;
        }

        var before = _diagnostics.Count;
        if (!method.IsStatic)
        {
            Report(TraceSpanRules.MethodNotStatic, syntax.Identifier.GetLocation(), method.Name);
        }

        if (method.IsGenericMethod)
        {
            Report(TraceSpanRules.GenericMethod, syntax.Identifier.GetLocation(), method.Name);
        }

        var name = TextOf(attribute);
        if (string.IsNullOrWhiteSpace(name))
        {
            Report(TraceSpanRules.EmptyName, LocationOf(attribute, cancel));
        }

        var scope = ScopeOf(method, syntax, out var scopeHeader);
        var tags = ParseTags(method, syntax, cancel, out var parent, out var startedAt);
        return new SpanModel(
            syntax.Identifier.Text,
            $"{string.Join(" ", syntax.Modifiers.Select(static one => one.Text))} {ReturnTypeOf(method, syntax)} {syntax.Identifier.Text}{syntax.TypeParameterList}",
            string.Concat(syntax.ConstraintClauses.Select(static one => " " + one.WithoutTrivia())),
            scope,
            scopeHeader,
            name,
            KindOf(attribute),
            attribute.NamedArguments.Any(static named => named is { Key: "IsRecorderOnly", Value.Value: true }),
            new(method.Parameters.Select(ParameterOf)),
            parent,
            startedAt,
            tags,
            IsStub: _diagnostics.Count > before);
    }

    // A name that nobody has declared is ours to declare; a nested ref partial struct is ours to complete.
    private string? ScopeOf(IMethodSymbol method, MethodDeclarationSyntax syntax, out string header)
    {
        var type = method.ReturnType;
        header = "";
        var isOurs = syntax.ReturnType is IdentifierNameSyntax && type.TypeKind == TypeKind.Error;
        var isNested = type is INamedTypeSymbol { IsRefLikeType: true, Arity: 0 }
            && SymbolEqualityComparer.Default.Equals(type.ContainingType, method.ContainingType)
            && type.DeclaringSyntaxReferences.All(static part => ((TypeDeclarationSyntax)part.GetSyntax()).Modifiers.Any(SyntaxKind.PartialKeyword));
        if (!isOurs && !isNested)
        {
            Report(TraceSpanRules.ReturnType, syntax.ReturnType.GetLocation(), method.Name);
            return null;
        }

        if (!_scopes.Add(type.Name))
        {
            Report(TraceSpanRules.DuplicateScope, syntax.ReturnType.GetLocation(), type.Name);
            return null;
        }

        var access = SyntaxFacts.GetText(isOurs ? method.DeclaredAccessibility : type.DeclaredAccessibility);
        header = $"{access} ref partial struct {type.Name}";
        return type.Name;
    }

    // A name that is still to be declared has no symbol yet.
    private static string ReturnTypeOf(IMethodSymbol method, MethodDeclarationSyntax syntax) =>
        method.ReturnType.TypeKind == TypeKind.Error ? syntax.ReturnType.WithoutTrivia().ToString() : TypeName(method.ReturnType);

    private static string KindOf(AttributeData attribute)
    {
        var value = attribute.NamedArguments.FirstOrDefault(static named => named.Key == "Kind").Value;
        var member = value.Type?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value.Value));
        return member?.Name ?? "Internal";
    }

    private static ParameterModel ParameterOf(IParameterSymbol parameter)
    {
        var syntax = (ParameterSyntax)parameter.DeclaringSyntaxReferences[0].GetSyntax();
        var modifiers = string.Concat(syntax.Modifiers.Select(static one => one.Text + " "));
        var name = syntax.Identifier.Text;
        return new ParameterModel($"{modifiers}{TypeName(parameter.Type)} {name}", parameter.RefKind is RefKind.In ? "in " + name : name);
    }

    private static string HintNameOf(INamedTypeSymbol type)
    {
        var name = type.MetadataName;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = outer.MetadataName + "." + name;
        }

        var space = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString() + ".";
        return (space + name).Replace('`', '-') + ".TraceSpans.g.cs";
    }

    private static string TypeName(ITypeSymbol type) => type.ToDisplayString(
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier));

    private static AttributeData? AttributeOf(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(one => one.AttributeClass?.OriginalDefinition.ToDisplayString() == name);

    private static string TextOf(AttributeData attribute) =>
        attribute.ConstructorArguments.Length == 1 && attribute.ConstructorArguments[0].Value is string text ? text : "";

    // The name is what is wrong with an attribute of ours: it is the first argument.
    private static Location? LocationOf(AttributeData attribute, CancellationToken cancel)
    {
        var syntax = (AttributeSyntax?)attribute.ApplicationSyntaxReference?.GetSyntax(cancel);
        return syntax?.ArgumentList?.Arguments.FirstOrDefault()?.GetLocation() ?? syntax?.GetLocation();
    }

    private void Report(DiagnosticDescriptor rule, Location? location, params string[] arguments) =>
        _diagnostics.Add(DiagnosticInfo.Create(rule, location, arguments));
}
