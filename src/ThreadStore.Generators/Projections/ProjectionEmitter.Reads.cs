using System.Collections.Generic;
using System.Linq;
using ThreadStore.Generators.Internal;

namespace ThreadStore.Generators.Projections;

/// <content>What was read, into the sink.</content>
internal sealed partial class ProjectionEmitter
{
    private readonly List<(PathArray Array, string Method)> _parts = [];

    // Of the method that is being written.
    private NameTable _locals = new();

    // In the order of declaration; neighbours under the same conditions share their 'if'.
    private void EmitReads(PayloadWalk walk, List<FactRead> reads)
    {
        _locals = walk.Names;
        string? open = null;
        SourceWriter.Block? block = null;
        var isAfterBlock = false;
        HashSet<int> counted = [];
        foreach (var read in reads)
        {
            var isCount = read.Slot.Fact.Rule == FactRule.Count;
            if (isCount && !counted.Add(read.Slot.Number))
            {
                continue;
            }

            // A line counts once, whichever of the sources it matches.
            var condition = isCount
                ? AnyOf(reads.Where(other => other.Slot == read.Slot).Select(other => AllOf(walk, other)).Distinct().ToList())
                : AllOf(walk, read);
            if (condition != open)
            {
                block?.Dispose();
                Separate(needsLine: open is not null);
                block = condition.Length == 0 ? null : _writer.Open($"if ({condition})");
                open = condition;
            }
            else
            {
                Separate(needsLine: isAfterBlock || IsBlock(read));
            }

            isAfterBlock = IsBlock(read);
            EmitRead(read, read.From.Path.Source == PathSource.Payload ? walk.Leaf(read.From.Path.Keys) : "");
        }

        block?.Dispose();
    }

    private void Separate(bool needsLine)
    {
        if (needsLine)
        {
            _writer.Line();
        }
    }

    private static bool IsBlock(FactRead read)
    {
        var path = read.From.Path;
        return path.Source is PathSource.LineTime or PathSource.LineOrdinal || path.Array is not null || (read.From.Else is not null && path.Source == PathSource.Payload)
            || (read.Slot.Fact is { Kind: not FactKind.Text, Rule: not (FactRule.Explicit or FactRule.Count) } && !read.From.Clears);
    }

    private static string AllOf(PayloadWalk walk, FactRead read) =>
        string.Join(" && ", walk.OthersOf(read.From.Path).Select(static condition => condition.Local));

    private static string AnyOf(List<string> conditions) => conditions.Count == 1
        ? conditions[0]
        : conditions.Any(static condition => condition.Length == 0) ? "" : string.Join(" || ", conditions.Select(InBrackets));

    private void EmitRead(FactRead read, string leaf)
    {
        var fact = read.Slot.Fact;
        if (fact.Rule == FactRule.Count)
        {
            Call("AddNumber", read.Slot, "1");
        }
        else if (read.From.Path.Source is PathSource.LineTime or PathSource.LineOrdinal)
        {
            var what = read.From.Path.Source == PathSource.LineTime ? "Timestamp" : "Ordinal";
            using (_writer.Open($"if (sink.Has{what})"))
            {
                Call(NumberVerb(read), read.Slot, what == "Timestamp" ? "sink.TimestampMs" : AtLeastMinimum(read.Slot, "sink.Ordinal"));
            }
        }
        else if (fact.Kind == FactKind.Text)
        {
            EmitText(read, leaf);
        }
        else
        {
            EmitNumber(read, leaf);
        }
    }

    private void EmitText(FactRead read, string leaf)
    {
        var from = read.From;
        if (from.Path.Source == PathSource.None)
        {
            Call("SetText", read.Slot, Utf8(from.Else!));
        }
        else if (from.Path.Array is { } array)
        {
            EmitParts(read, array, leaf);
        }
        else if (read.Slot.Fact.Rule == FactRule.Explicit)
        {
            Call("SetNewestText", read.Slot, leaf, Bool(from.Clears));
        }
        else if (from.Else is not null)
        {
            using (_writer.Open($"if ({leaf}.IsString && !{leaf}.Bytes.IsEmpty)"))
            {
                Call("SetText", read.Slot, leaf);
            }

            using (_writer.Open("else"))
            {
                Call("SetText", read.Slot, Utf8(from.Else));
            }
        }
        else
        {
            Call(from.Clears ? "SetOrClearText" : from.Replaces ? "ReplaceText" : TextVerb(read.Slot), read.Slot, leaf);
        }
    }

    private void EmitNumber(FactRead read, string leaf)
    {
        var kind = KindOf(read.Slot);
        if (read.Slot.Fact.Rule == FactRule.Explicit)
        {
            Call("SetNewestNumber", read.Slot, leaf, kind, Bool(read.From.Clears));
            return;
        }

        if (read.From.Clears)
        {
            Call("SetOrClearNumber", read.Slot, leaf, kind);
            return;
        }

        var value = _locals.Add(leaf.TrimStart('@') + read.Slot.Fact.Name);
        using (_writer.Open($"if ({Sink}.Try{read.Slot.Fact.Kind}({leaf}, out var {value}))"))
        {
            Call(NumberVerb(read), read.Slot, AtLeastMinimum(read.Slot, value));
        }
    }

    private static string AtLeastMinimum(FactSlot slot, string value) =>
        slot.Fact.Minimum is { } least ? $"global::System.Math.Max({least}, {value})" : value;

    private static string NumberVerb(FactRead read) => read.Slot.Fact.Rule switch
    {
        FactRule.Max => "RaiseNumber",
        FactRule.Min => "LowerNumber",
        FactRule.Sum => "AddNumber",
        _ => read.From.Replaces ? "ReplaceNumber" : "SetNumber",
    };

    private void EmitParts(FactRead read, PathArray array, string leaf)
    {
        var method = PartMethod(array);
        using (_writer.Open($"if (sink.BeginParts({Id(read.Slot)}, {Bool(read.From.Replaces)}))"))
        {
            if (read.From.Else is null)
            {
                _writer.Line($"{method}(ref sink, {leaf});");
                _writer.Line($"sink.EndParts({Bool(read.From.Replaces)});");
            }
            else
            {
                var given = _locals.Add(leaf.TrimStart('@') + "Gives" + read.Slot.Fact.Name);
                _writer.Line($"var {given} = {method}(ref sink, {leaf});");
                _writer.Line("sink.EndParts(false);");
                using (_writer.Open($"if (!{given})"))
                {
                    Call("SetText", read.Slot, Utf8(read.From.Else));
                }
            }
        }
    }

    private string PartMethod(PathArray array)
    {
        foreach (var (known, method) in _parts)
        {
            if (known == array)
            {
                return method;
            }
        }

        var added = _methods.Add("AddParts" + Pascal(array.ToString()));
        _parts.Add((array, added));
        return added;
    }

    private void EmitPartMethods()
    {
        foreach (var (array, method) in _parts)
        {
            _writer.Line($"\n// The parts {Comment(array.ToString())} of an array; true when one of them is text.");
            using (_writer.Open($"private static bool {method}(ref {Sink} sink, {Slice} array)"))
            {
                using (_writer.Open($"if (array.Type != {TokenType}.StartArray)"))
                {
                    _writer.Line("return false;");
                }

                _writer.Line("\nvar given = false;");
                _writer.Line($"var elements = {Cursor}.OpenArray(array.Bytes);");
                using (_writer.Open("while (elements.NextElement())"))
                {
                    EmitElement(array);
                }

                using (_writer.Open("\nif (elements.IsBroken)"))
                {
                    _writer.Line("sink.DropParts();");
                    _writer.Line("return false;");
                }

                _writer.Line("\nreturn given;");
            }
        }
    }

    private void EmitElement(PathArray array)
    {
        if (array.Keys.Count == 0)
        {
            _writer.Line("var element = elements.Take();");
            EmitPart("element");
            return;
        }

        using (_writer.Open("if (!elements.EnterObject())"))
        {
            _writer.Line("continue;");
        }

        _writer.Line();
        var walk = new PayloadWalk(array);
        EmitLocals(walk);
        EmitObject(walk, walk.Root, "elements", [walk.Root.Counter], mustLeave: true);
        EmitLeave(walk.Root.Counter, "elements", walk.Root.Counter, mustLeave: true);
        _writer.Line();
        if (array.FilterKey.Length == 0)
        {
            EmitPart(walk.Leaf(array.Keys));
            return;
        }

        using (_writer.Open($"if ({walk.Leaf([array.FilterKey])}.TextEquals({Utf8(array.FilterValue)}))"))
        {
            EmitPart(walk.Leaf(array.Keys));
        }
    }

    private void EmitPart(string leaf)
    {
        _writer.Line($"sink.AddPart({leaf});");
        _writer.Line($"given |= {leaf}.IsString && !{leaf}.Bytes.IsEmpty;");
    }

    private void Call(string verb, FactSlot slot, params string[] arguments) =>
        _writer.Line($"sink.{verb}({Id(slot)}, {string.Join(", ", arguments)});");
}
