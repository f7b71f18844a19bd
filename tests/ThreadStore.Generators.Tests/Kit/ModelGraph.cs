using System;
using System.Collections;
using System.Collections.Generic;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Xunit.Sdk;

namespace ThreadStore.Generators.Kit;

/// <summary>
/// Walks everything that a step's output can reach. A model that holds a symbol, a tree or a location keeps whole compilations alive
/// in the editor and never equals the model of the next keystroke.
/// </summary>
internal static class ModelGraph
{
    private const BindingFlags AllFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Fails, with the path that leads to it, when the model reaches an object of the compiler.</summary>
    public static void AssertHoldsNoCompilerObjects(object model) =>
        Visit(model, model.GetType().Name, new HashSet<object>(ReferenceEqualityComparer.Instance));

    private static void Visit(object? value, string path, HashSet<object> seen)
    {
        // A descriptor is a constant of the generator, made once: it is the one type of the compiler that a model may hold.
        if (value is null or string or Type or Pointer or DiagnosticDescriptor || value.GetType().IsPrimitive || value.GetType().IsEnum)
        {
            return;
        }

        if (value is Compilation or ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or Location or SemanticModel or AttributeData or SyntaxToken)
        {
            throw new XunitException($"{path} is a {value.GetType().FullName}");
        }

        if (!value.GetType().IsValueType && !seen.Add(value))
        {
            return;
        }

        if (value is Array items)
        {
            VisitItems(items, path, seen);
            return;
        }

        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(AllFields))
            {
                Visit(field.GetValue(value), $"{path}.{field.Name}", seen);
            }
        }
    }

    private static void VisitItems(IEnumerable items, string path, HashSet<object> seen)
    {
        var index = 0;
        foreach (var item in items)
        {
            Visit(item, $"{path}[{index++}]", seen);
        }
    }
}
