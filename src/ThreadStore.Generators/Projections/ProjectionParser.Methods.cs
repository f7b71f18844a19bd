using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace ThreadStore.Generators.Projections;

/// <content>The methods of the type that emitted code calls.</content>
internal sealed partial class ProjectionParser
{
    private string? ParseVia(Arguments arguments, FactKind kind)
    {
        if (arguments.Text("Via") is not { } name)
        {
            return null;
        }

        if (kind != FactKind.Text)
        {
            Report(ProjectionRules.BadTextOption, arguments.At("Via"), "Via is for facts of type Utf8Text");
            return null;
        }

        var methods = _type.GetMembers(name).OfType<IMethodSymbol>().ToList();
        if (!methods.Any(IsVia))
        {
            var problem = methods.Count == 0 ? "there is no such method" : "it has another signature";
            Report(ProjectionRules.BadVia, arguments.At("Via"), name, _type.Name, problem);
        }

        return Identifier(name);
    }

    private static bool IsVia(IMethodSymbol method) =>
        method is { IsStatic: true, IsGenericMethod: false, RefKind: RefKind.None, ReturnType.SpecialType: SpecialType.System_Int32, Parameters.Length: 2 }
        && method.Parameters.All(static parameter => parameter.RefKind == RefKind.None)
        && method.Parameters[0].Type.ToDisplayString() == "System.ReadOnlySpan<byte>"
        && method.Parameters[1].Type.ToDisplayString() == "System.Span<byte>";

    private List<ObserverModel> ParseObservers(List<ISymbol> members, CancellationToken cancellation)
    {
        List<ObserverModel> observers = [];
        foreach (var method in members.OfType<IMethodSymbol>())
        {
            var attributes = FindAll(method, "ObserveAttribute").ToList();
            if (attributes.Count > 0 && !IsObserver(method))
            {
                Report(ProjectionRules.BadObserver, method.Locations[0], method.Name);
                continue;
            }

            foreach (var attribute in attributes)
            {
                var arguments = new Arguments(attribute, cancellation);
                if (ParsePath(arguments, ProjectionRules.BadSelector) is not { } path)
                {
                    continue;
                }

                if (path.IsEveryLine || path.Source != PathSource.None || path.Conditions.Count > 0)
                {
                    var at = path.IsEveryLine ? 1 : path.Selector.Length + 1;
                    Report(ProjectionRules.BadSelector, arguments.At(0), at.ToString(), "a method observes 'type' or 'type/payloadType'");
                    continue;
                }

                observers.Add(new ObserverModel(Identifier(method.Name), path.Type, path.PayloadType));
            }
        }

        return observers;
    }

    // The delta's type is emitted, so the compiler does not know it yet.
    private bool IsObserver(IMethodSymbol method) =>
        method is { IsStatic: true, IsGenericMethod: false, ReturnsVoid: true, Parameters.Length: 2 }
        && method.Parameters.All(static parameter => parameter.RefKind == RefKind.Ref)
        && IsNamed(method.Parameters[0].Type, "ThreadStore.Items", "JsonCursor")
        && method.Parameters[1].Type.Name == "Delta"
        && (method.Parameters[1].Type.TypeKind == TypeKind.Error
            || SymbolEqualityComparer.Default.Equals(method.Parameters[1].Type.ContainingType, _type));
}
