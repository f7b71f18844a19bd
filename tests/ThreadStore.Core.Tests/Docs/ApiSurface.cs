using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ThreadStore.Docs;

/// <summary>What of an assembly others can see, as C# spells it: its types by name, and below each its members.</summary>
internal static class ApiSurface
{
    private static readonly SymbolDisplayFormat s_format = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints | SymbolDisplayGenericsOptions.IncludeVariance,
        SymbolDisplayMemberOptions.IncludeAccessibility | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeExplicitInterface
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeType,
        SymbolDisplayDelegateStyle.NameAndSignature,
        SymbolDisplayExtensionMethodStyle.StaticMethod,
        SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeExtensionThis | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeType,
        SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Reads an assembly's metadata, as a host's compiler does.</summary>
    public static IReadOnlyList<string> Of(string assemblyPath)
    {
        var platform = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var references = Directory.GetFiles(platform, "System*.dll")
            .Concat(Directory.GetFiles(Path.GetDirectoryName(assemblyPath)!, "SQLitePCLRaw*.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path));
        var subject = MetadataReference.CreateFromFile(assemblyPath);
        var compilation = CSharpCompilation.Create("surface", references: [.. references, subject]);
        var assembly = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(subject)!;
        var types = new List<INamedTypeSymbol>();
        Collect(assembly.GlobalNamespace, types);
        return [.. types.OrderBy(static type => type.ToDisplayString(), StringComparer.Ordinal).SelectMany(static type => Members(type).Prepend(Describe(type)))];
    }

    private static void Collect(INamespaceOrTypeSymbol container, List<INamedTypeSymbol> types)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>().Where(static member => member is INamespaceSymbol || IsVisible(member)))
        {
            if (member is INamedTypeSymbol type)
            {
                types.Add(type);
            }

            Collect(member, types);
        }
    }

    private static IEnumerable<string> Members(INamedTypeSymbol type) => type.GetMembers()
        .Where(static member => member is not INamedTypeSymbol && IsVisible(member) && !IsAccessor(member) && !IsOfTheCompiler(member))
        .OrderBy(static member => member.Name, StringComparer.Ordinal)
        .ThenBy(static member => member.ToDisplayString(s_format), StringComparer.Ordinal)
        .Select(static member => "    " + member.ToDisplayString(s_format));

    // A type says what else decides how it can be used: whether it can be derived from, and from what it derives.
    private static string Describe(INamedTypeSymbol type)
    {
        var modifiers = type switch
        {
            { TypeKind: TypeKind.Interface or TypeKind.Enum or TypeKind.Delegate } => "",
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true, IsReferenceType: true } => "sealed ",
            _ => "",
        };
        var bases = type.Interfaces.Where(IsVisible).Select(static face => face.ToDisplayString(s_format));
        if (type is { TypeKind: TypeKind.Class, BaseType: { SpecialType: not SpecialType.System_Object } parent })
        {
            bases = bases.Prepend(parent.ToDisplayString(s_format));
        }

        var derived = string.Join(", ", bases.Select(static name => name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        return $"{modifiers}{type.ToDisplayString(s_format)}{(derived.Length == 0 ? "" : $" : {derived}")}";
    }

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;

    private static bool IsAccessor(ISymbol symbol) => symbol is IMethodSymbol { AssociatedSymbol: not null };

    // What every record has by being one says nothing about ours.
    private static bool IsOfTheCompiler(ISymbol symbol) =>
        symbol.Name.Contains('<', StringComparison.Ordinal)
        || symbol.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "CompilerGeneratedAttribute")
        || symbol is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.IsEmpty: true, ContainingType.IsValueType: true };
}
