using System;
using System.Collections.Generic;
using System.Linq;
using ThreadStore.Generators.Internal;

namespace ThreadStore.Generators.Projections;

/// <summary>The union of the paths that one kind of line is read for: what a single forward pass has to take.</summary>
internal sealed class PayloadWalk
{
    public PayloadWalk(IReadOnlyList<FactRead> reads)
    {
        Names.Take(["sink", "payload", "left"]);
        foreach (var read in reads)
        {
            foreach (var condition in read.From.Path.Conditions)
            {
                Root.Add(condition.Keys);
            }

            if (read.From.Path.Source == PathSource.Payload)
            {
                Root.Add(read.From.Path.Keys);
            }
        }

        Paths = [.. reads.Select(static read => read.From.Path).Where(static path => path.Source == PathSource.Payload)
            .Select(static path => string.Join(".", path.Keys) + path.Array).Distinct()];
        NameLeaves(Root);
        Root.Counter = "left";
        NameCounters(Root);
        NameConditions(reads);
    }

    /// <summary>A walk through an element of an array, for the key that it must have and the one that is taken.</summary>
    public PayloadWalk(PathArray array)
    {
        Names.Take(["sink", "array", "elements", "left", "given"]);
        if (array.FilterKey.Length > 0)
        {
            Root.Add([array.FilterKey]);
        }

        Root.Add(array.Keys);
        Paths = [];
        NameLeaves(Root);
        Root.Counter = "left";
        NameCounters(Root);
    }

    /// <summary>The locals of the method.</summary>
    public NameTable Names { get; } = new();

    /// <summary>The payload itself.</summary>
    public PathNode Root { get; } = new("", "");

    /// <summary>The paths of the values, for a comment.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>The conditions that every source of the method has: a line that fails one gives nothing.</summary>
    public List<WalkCondition> Shared { get; } = [];

    /// <summary>The conditions of some of the sources.</summary>
    public List<WalkCondition> Others { get; } = [];

    /// <summary>The local that holds the value at that path.</summary>
    public string Leaf(IReadOnlyList<string> keys) => Root.Find(keys).Local!;

    /// <summary>The conditions of a source that are not shared.</summary>
    public IEnumerable<WalkCondition> OthersOf(FromPath path) => Others.Where(other => path.Conditions.Contains(other.Condition));

    // The last key is name enough as long as no other path ends in it.
    private void NameLeaves(PathNode root)
    {
        var leaves = root.Descendants().Where(static node => node.IsLeaf).ToList();
        foreach (var leaf in leaves)
        {
            var isAlone = leaves.Count(other => other.Key == leaf.Key) == 1;
            leaf.Local = Names.Add(Camel(isAlone ? leaf.Key : leaf.Path));
        }
    }

    // An object that holds all leaves of the one around it needs no count of its own.
    private void NameCounters(PathNode node)
    {
        foreach (var child in node.Children.Where(static child => child.Children.Count > 0))
        {
            var sharesCount = !child.IsLeaf && child.Leaves == node.LeavesBelow;
            child.Counter = sharesCount ? node.Counter : Names.Add("left" + char.ToUpperInvariant(Camel(child.Path)[0]) + Camel(child.Path).Substring(1));
            NameCounters(child);
        }
    }

    private void NameConditions(IReadOnlyList<FactRead> reads)
    {
        foreach (var condition in reads.SelectMany(static read => read.From.Path.Conditions).Distinct())
        {
            var isShared = reads.All(read => read.From.Path.Conditions.Contains(condition));
            var local = isShared ? "" : Names.Add(NameOf(condition));
            (isShared ? Shared : Others).Add(new WalkCondition(condition, Leaf(condition.Keys), local));
        }
    }

    private string NameOf(PathCondition condition)
    {
        var leaf = Leaf(condition.Keys).TrimStart('@');
        return condition.Test switch
        {
            PathTest.Exists => "has" + char.ToUpperInvariant(leaf[0]) + leaf.Substring(1),
            PathTest.Thread => leaf + "IsThread",
            _ => leaf + "Is" + Pascal(condition.Value),
        };
    }

    private static string Camel(string path)
    {
        var name = Pascal(path);
        name = char.IsDigit(name[0]) ? "key" + name : char.ToLowerInvariant(name[0]) + name.Substring(1);
        return CSharpKeywords.Contains(name) ? "@" + name : name;
    }

    private static string Pascal(string text)
    {
        var words = new string([.. text.Select(static c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') ? c : ' ')])
            .Split([' '], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? "Key" : string.Concat(words.Select(static word => char.ToUpperInvariant(word[0]) + word.Substring(1)));
    }
}

/// <summary>A condition, the local that holds its value, and the local that says whether it holds.</summary>
internal sealed record WalkCondition(PathCondition Condition, string Leaf, string Local);

/// <summary>A key of the payload, and the keys within its value.</summary>
internal sealed class PathNode
{
    public PathNode(string key, string path)
    {
        Key = key;
        Path = path;
    }

    public string Key { get; }

    /// <summary>The keys from the payload on, joined by dots.</summary>
    public string Path { get; }

    public List<PathNode> Children { get; } = [];

    /// <summary>The value itself is wanted.</summary>
    public bool IsLeaf { get; private set; }

    /// <summary>The local that takes the value; null when it is not wanted.</summary>
    public string? Local { get; set; }

    /// <summary>The local that counts the wanted values within that are still to come.</summary>
    public string Counter { get; set; } = "";

    /// <summary>How many wanted values there are within, this one not counted.</summary>
    public int LeavesBelow => Children.Sum(static child => child.Leaves);

    /// <summary>How many wanted values there are from here on.</summary>
    public int Leaves => LeavesBelow + (IsLeaf ? 1 : 0);

    public void Add(IReadOnlyList<string> keys)
    {
        var node = this;
        foreach (var key in keys)
        {
            var child = node.Children.FirstOrDefault(child => child.Key == key);
            if (child is null)
            {
                child = new PathNode(key, node.Path.Length == 0 ? key : $"{node.Path}.{key}");
                node.Children.Add(child);
            }

            node = child;
        }

        node.IsLeaf = true;
    }

    public PathNode Find(IReadOnlyList<string> keys)
    {
        var node = this;
        foreach (var key in keys)
        {
            node = node.Children.First(child => child.Key == key);
        }

        return node;
    }

    public IEnumerable<PathNode> Descendants() => Children.SelectMany(static child => child.Descendants().Prepend(child));
}
