using System.Collections.Generic;
using System.Linq;

namespace ThreadStore.Generators.Projections;

/// <content>The forward pass over a payload, which stops as soon as everything was found.</content>
internal sealed partial class ProjectionEmitter
{
    private void EmitWalk(PayloadWalk walk)
    {
        _writer.Line("var payload = sink.OpenPayload();");
        EmitLocals(walk);
        EmitObject(walk, walk.Root, "payload", [walk.Root.Counter], mustLeave: false);
        var ends = walk.Shared.Select(static shared => $"{shared.Leaf}.Type == {TokenType}.None").Distinct().Prepend("payload.IsBroken");
        _writer.Line();
        using (_writer.Open($"if ({string.Join(" || ", ends)})"))
        {
            _writer.Line("return;");
        }

        _writer.Line();
        foreach (var condition in walk.Others)
        {
            _writer.Line($"var {condition.Local} = {Holds(condition)};");
        }

        Separate(walk.Others.Count > 0);
    }

    private void EmitLocals(PayloadWalk walk)
    {
        var nodes = walk.Root.Descendants().ToList();
        foreach (var leaf in nodes.Where(static node => node.IsLeaf))
        {
            _writer.Line($"var {leaf.Local} = default({Slice});");
        }

        var counts = nodes.Where(static node => node.Children.Count > 0).Prepend(walk.Root).GroupBy(static node => node.Counter).Select(static group => group.First());
        foreach (var node in counts)
        {
            _writer.Line($"var {node.Counter} = {node.LeavesBelow};");
        }
    }

    // The counters are those of the objects around the values, from the outside. A cursor that is used after the object must leave it
    // even when nothing more is wanted.
    private void EmitObject(PayloadWalk walk, PathNode node, string cursor, IReadOnlyList<string> counters, bool mustLeave)
    {
        using (_writer.Open($"while ({node.Counter} > 0 && {cursor}.NextProperty())"))
        {
            var keyword = "if";
            foreach (var child in node.Children)
            {
                var isMissing = child.IsLeaf ? $"{child.Local}.Type == {TokenType}.None" : $"{child.Counter} > 0";
                var needsNoCount = !child.IsLeaf && child.Counter == node.Counter;
                using (_writer.Open($"{keyword} ({(needsNoCount ? "" : isMissing + " && ")}{cursor}.NameEquals({Utf8(child.Key)}))"))
                {
                    EmitValue(walk, child, cursor, counters, mustLeave);
                }

                keyword = "else if";
            }
        }
    }

    private void EmitValue(PayloadWalk walk, PathNode node, string cursor, IReadOnlyList<string> counters, bool mustLeave)
    {
        List<string> within = [.. counters];
        if (node.Children.Count > 0 && node.Counter != counters[counters.Count - 1])
        {
            within.Add(node.Counter);
        }

        if (!node.IsLeaf)
        {
            using (_writer.Open($"if ({cursor}.EnterObject())"))
            {
                EmitObject(walk, node, cursor, within, mustLeave);
                EmitLeave(node.Counter, cursor, counters[0], mustLeave);
            }

            return;
        }

        _writer.Line($"{node.Local} = {cursor}.Take();");
        foreach (var counter in counters)
        {
            _writer.Line($"{counter}--;");
        }

        EmitSharedConditions(walk, node);
        if (node.Children.Count > 0)
        {
            EmitInner(walk, node, within);
        }
    }

    // Values within a value that is wanted as a whole as well: a pass of their own over what was taken.
    private void EmitInner(PayloadWalk walk, PathNode node, IReadOnlyList<string> counters)
    {
        var inner = walk.Names.Add(node.Local!.TrimStart('@') + "Object");
        using (_writer.Open($"if ({node.Local}.Type == {TokenType}.StartObject)"))
        {
            _writer.Line($"var {inner} = {Cursor}.OpenObject({node.Local}.Bytes);");
            EmitObject(walk, node, inner, counters, mustLeave: false);
            _writer.Line();
            using (_writer.Open($"if ({inner}.IsBroken)"))
            {
                _writer.Line("return;");
            }
        }
    }

    // The loop stops inside the object when it has found everything, and behind it when it has not.
    private void EmitLeave(string counter, string cursor, string outermost, bool mustLeave)
    {
        if (counter == outermost && !mustLeave)
        {
            return;
        }

        _writer.Line();
        using (_writer.Open(mustLeave ? $"if ({counter} == 0)" : $"if ({counter} == 0 && {outermost} > 0)"))
        {
            _writer.Line($"{cursor}.SkipRest();");
        }
    }

    private void EmitSharedConditions(PayloadWalk walk, PathNode leaf)
    {
        foreach (var shared in walk.Shared.Where(shared => shared.Leaf == leaf.Local))
        {
            using (_writer.Open($"if (!{InBrackets(Holds(shared))})"))
            {
                _writer.Line("return;");
            }
        }
    }

    private static string InBrackets(string expression) => expression.Contains(" ") ? $"({expression})" : expression;

    private static string Holds(WalkCondition condition) => condition.Condition.Test switch
    {
        PathTest.Exists => $"{condition.Leaf}.Type is not ({TokenType}.None or {TokenType}.Null)",
        PathTest.Thread => $"sink.IsThread({condition.Leaf})",
        PathTest.Number => $"{condition.Leaf}.Type == {TokenType}.Number && {condition.Leaf}.Bytes.SequenceEqual({Utf8(condition.Condition.Value)})",
        _ => $"{condition.Leaf}.TextEquals({Utf8(condition.Condition.Value)})",
    };
}
