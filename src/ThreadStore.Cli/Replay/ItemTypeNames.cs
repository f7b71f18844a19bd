using System;
using System.Collections.Generic;
using System.Text;

namespace ThreadStore.Cli.Replay;

/// <summary>The item types that a replay has met, found by their bytes: a name is made into a type once.</summary>
internal sealed class ItemTypeNames
{
    private readonly List<(byte[] Name, ItemType Type)> _known = [];

    /// <summary>The type of that name.</summary>
    /// <exception cref="InvalidRequestException">No type can have that name.</exception>
    internal ItemType Find(ReadOnlySpan<byte> name)
    {
        foreach (var (known, type) in _known)
        {
            if (name.SequenceEqual(known))
            {
                return type;
            }
        }

        var found = ItemType.FromName(Encoding.UTF8.GetString(name));
        _known.Add((name.ToArray(), found));
        return found;
    }
}
