using System;
using System.Collections.Generic;

namespace ThreadStore.Generators.Internal;

/// <summary>The names that emitted code has used in one scope, so that no two things share one.</summary>
internal sealed class NameTable
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Keeps names from being given out.</summary>
    public void Take(IEnumerable<string> names) => _taken.UnionWith(names);

    /// <summary>The name if it is free, or with the lowest number from 2 that makes it so.</summary>
    public string Add(string name)
    {
        var unique = name;
        for (var number = 2; !_taken.Add(unique); number++)
        {
            unique = name + number;
        }

        return unique;
    }
}
