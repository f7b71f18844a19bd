using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace ThreadStore.Conformance;

/// <summary>All classes of the suite: so that a backend's tests can prove that they leave none out.</summary>
public static class ConformanceSuite
{
    /// <summary>The classes to derive from, each generic in the backend.</summary>
    public static IReadOnlyList<Type> Classes { get; } =
    [
        .. typeof(ConformanceSuite).Assembly.GetExportedTypes()
            .Where(static type => type is { IsAbstract: true, IsGenericTypeDefinition: true } && type.BaseType is { IsGenericType: true } parent
                && parent.GetGenericTypeDefinition() == typeof(StoreConformance<>))
            .OrderBy(static type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>The classes that an assembly does not run against a backend; a new version of the suite may bring more.</summary>
    public static IReadOnlyList<Type> NotRun(Assembly tests, Type backend)
    {
        ArgumentNullException.ThrowIfNull(tests);
        ArgumentNullException.ThrowIfNull(backend);
        var run = tests.GetExportedTypes().Where(static type => !type.IsAbstract).Select(static type => type.BaseType).ToHashSet();
        return [.. Classes.Where(type => !run.Contains(type.MakeGenericType(backend)))];
    }
}
