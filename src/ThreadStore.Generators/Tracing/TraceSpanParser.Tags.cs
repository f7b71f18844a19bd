using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadStore.Generators.Internal;

namespace ThreadStore.Generators.Tracing;

// The tags of a span: first those of the parameters, then the late ones, in the order of the source.
internal sealed partial class TraceSpanParser
{
    private const int MaxTags = 8;
    private const string ContextName = Namespace + "TraceContext";
    private const string TagAttributeName = Namespace + "TagAttribute";
    private const string StartedAtAttributeName = Namespace + "StartedAtAttribute";
    private const string LateTagAttributeName = Namespace + "LateTagAttribute<T>";

    private EquatableArray<TagModel> ParseTags(IMethodSymbol method, MethodDeclarationSyntax syntax, CancellationToken cancel, out string? parent, out string? startedAt)
    {
        parent = null;
        startedAt = null;
        var tags = new List<TagModel>();

        // What a span may have without declaring it.
        var names = new HashSet<string> { "error.type", "links", "thread_store.links_dropped" };
        foreach (var parameter in method.Parameters)
        {
            var declaration = syntax.ParameterList.Parameters[parameter.Ordinal];
            if (AttributeOf(parameter, TagAttributeName) is { } attribute)
            {
                Add(ParameterTag(parameter, declaration, attribute), attribute);
            }
            else if (AttributeOf(parameter, StartedAtAttributeName) is not null)
            {
                if (startedAt is not null || parameter.Type.SpecialType is not SpecialType.System_Int64 || parameter.RefKind is not RefKind.None)
                {
                    Report(TraceSpanRules.StartedAt, declaration.Identifier.GetLocation(), parameter.Name);
                }

                startedAt = declaration.Identifier.Text;
            }
            else if (parameter.Ordinal == 0 && parameter.Type.ToDisplayString() == ContextName && parameter.RefKind is RefKind.None or RefKind.In)
            {
                parent = declaration.Identifier.Text;
            }
            else
            {
                Report(TraceSpanRules.NeitherParentNorTag, declaration.Identifier.GetLocation(), parameter.Name);
            }
        }

        var setters = new Dictionary<string, string>();
        foreach (var attribute in method.GetAttributes().Where(static one => one.AttributeClass?.OriginalDefinition.ToDisplayString() == LateTagAttributeName))
        {
            Add(LateTag(attribute, setters, cancel), attribute);
        }

        if (tags.Count > MaxTags)
        {
            Report(TraceSpanRules.TooManyTags, syntax.Identifier.GetLocation(), method.Name, tags.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            tags.RemoveRange(MaxTags, tags.Count - MaxTags);
        }

        return new(tags);

        void Add(TagModel? tag, AttributeData attribute)
        {
            if (tag is null)
            {
                return;
            }

            if (!names.Add(tag.Name))
            {
                Report(TraceSpanRules.DuplicateTag, LocationOf(attribute, cancel), tag.Name);
                return;
            }

            tags.Add(tag);
        }
    }

    private TagModel? ParameterTag(IParameterSymbol parameter, ParameterSyntax declaration, AttributeData attribute)
    {
        if (KindOf(parameter.Type) is not { } kind || parameter.RefKind is not RefKind.None)
        {
            Report(TraceSpanRules.TagType, declaration.Type?.GetLocation(), parameter.Type.ToDisplayString());
            return null;
        }

        var name = TextOf(attribute);
        if (!IsName(name))
        {
            Report(TraceSpanRules.TagName, LocationOf(attribute, default), name);
            return null;
        }

        return new TagModel(name, kind, TypeName(parameter.Type), declaration.Identifier.Text, Setter: null, MembersOf(parameter.Type));
    }

    private TagModel? LateTag(AttributeData attribute, Dictionary<string, string> setters, CancellationToken cancel)
    {
        var type = attribute.AttributeClass!.TypeArguments[0];
        if (KindOf(type) is not { } kind)
        {
            var written = (attribute.ApplicationSyntaxReference?.GetSyntax(cancel) as AttributeSyntax)?.DescendantNodes().OfType<TypeArgumentListSyntax>().FirstOrDefault();
            Report(TraceSpanRules.TagType, written?.Arguments[0].GetLocation(), type.ToDisplayString());
            return null;
        }

        var name = TextOf(attribute);
        if (!IsName(name) || TagNames.Setter(name) is not { } setter)
        {
            Report(TraceSpanRules.TagName, LocationOf(attribute, cancel), name);
            return null;
        }

        // The same name twice is told by its own rule.
        if (setters.TryGetValue(setter, out var other) && other != name)
        {
            Report(TraceSpanRules.DuplicateSetter, LocationOf(attribute, cancel), name, setter);
            return null;
        }

        setters[setter] = name;
        return new TagModel(name, kind, TypeName(type), Parameter: null, setter, MembersOf(type));
    }

    private static bool IsName(string name) => name.Length > 0 && !name.Any(static one => char.IsWhiteSpace(one) || char.IsControl(one));

    // The member of SpanTagKind, or null for a type that would have to be boxed or built.
    private static string? KindOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => "Truth",
        SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64
            or SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 => "Whole",
        SpecialType.System_UInt64 => "Natural",
        SpecialType.System_Single or SpecialType.System_Double => "Real",
        SpecialType.System_String => "Text",
        _ => type.TypeKind is TypeKind.Enum ? "Text" : null,
    };

    // Two members of one value are one arm of a switch.
    private static EquatableArray<EnumMemberModel> MembersOf(ITypeSymbol type)
    {
        var seen = new HashSet<object?>();
        return type.TypeKind is not TypeKind.Enum ? default : new(type.GetMembers().OfType<IFieldSymbol>()
            .Where(field => field.HasConstantValue && seen.Add(field.ConstantValue))
            .Select(static field => new EnumMemberModel(
                SyntaxFacts.GetKeywordKind(field.Name) is SyntaxKind.None ? field.Name : "@" + field.Name, TagNames.Snake(field.Name))));
    }
}
