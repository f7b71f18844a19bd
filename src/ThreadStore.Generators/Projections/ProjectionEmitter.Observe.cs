using System.Collections.Generic;
using System.Linq;
using System.Text;
using ThreadStore.Generators.Internal;

namespace ThreadStore.Generators.Projections;

/// <content>Observing a line: to the method of its kind, by the length of its type first.</content>
internal sealed partial class ProjectionEmitter
{
    private readonly NameTable _methods = new();

    private void EmitObserve()
    {
        var lines = new LinePlan(_plan);
        _methods.Take(Slots.Select(static slot => slot.Fact.Name).Concat(_plan.Model.Observers.Select(static observer => observer.Method)).Append("Observe"));
        List<(LineType Type, string Method)> types = [.. lines.Types.Select(type => (type, _methods.Add("Observe" + Pascal(type.Name))))];
        _writer.Line("\n/// <summary>Puts the facts of one line into a delta.</summary>");
        using (_writer.Open($"public static void Observe(ref {Sink} sink)"))
        {
            if (lines.EveryLine.Count > 0)
            {
                _writer.Line($"{_methods.Add("ObserveEveryLine")}(ref sink);");
            }

            EmitSwitch("sink.TypeName", types.Select(static type => (type.Type.Name, $"{type.Method}(ref sink);")));
        }

        if (lines.EveryLine.Count > 0)
        {
            EmitEveryLine(lines.EveryLine);
        }

        foreach (var (type, method) in types)
        {
            EmitType(type, method);
        }

        EmitPartMethods();
    }

    private void EmitSwitch(string value, IEnumerable<(string Word, string Then)> cases, string? otherwise = null)
    {
        var all = cases.OrderBy(static found => found.Word.Length).ToList();
        if (all.Count == 0)
        {
            return;
        }

        _writer.Line($"var type = {value};");
        using (_writer.Open("switch (type.Length)"))
        {
            foreach (var (word, then) in all)
            {
                EmitCase($"case {word.Length} when type.SequenceEqual({Utf8(word)}):", then);
            }

            if (otherwise is not null)
            {
                EmitCase("default:", otherwise);
            }
        }
    }

    private void EmitCase(string label, string then)
    {
        _writer.Line(label);
        using (_writer.Indent())
        {
            _writer.Line(then);
            _writer.Line("break;");
        }
    }

    private void EmitEveryLine(List<FactRead> reads)
    {
        _writer.Line("\n// What every line gives that is activity.");
        using (_writer.Open($"private static void ObserveEveryLine(ref {Sink} sink)"))
        {
            using (_writer.Open("if (!sink.IsActivity)"))
            {
                _writer.Line("return;");
            }

            foreach (var read in reads)
            {
                _writer.Line();
                EmitRead(read, leaf: "");
            }
        }
    }

    private void EmitType(LineType type, string method)
    {
        var payloads = type.Payloads.ToList();
        if (payloads.Count == 0)
        {
            EmitKind(type, type.Any, method, type.Name);
            return;
        }

        var names = payloads.Select(kind => _methods.Add(method + Pascal(kind.PayloadType))).ToList();
        var others = type.ReadsOf(type.Any).Count > 0 ? _methods.Add(method + "Others") : null;
        _writer.Line();
        using (_writer.Open($"private static void {method}(ref {Sink} sink)"))
        {
            EmitSwitch(
                "sink.PayloadType",
                payloads.Select((kind, index) => (kind.PayloadType, $"{names[index]}(ref sink);")),
                others is null ? null : $"{others}(ref sink);");
            EmitObserverCalls(type.Any, isFirst: false);
        }

        for (var i = 0; i < payloads.Count; i++)
        {
            EmitKind(type, payloads[i], names[i], $"{type.Name}/{payloads[i].PayloadType}");
        }

        if (others is not null)
        {
            EmitFacts(type.ReadsOf(type.Any), others, $"{type.Name}, any other");
        }
    }

    /// <summary>The method of a kind of line; with methods of the type's own, what is declared by paths is a method beside it.</summary>
    private void EmitKind(LineType type, LineKind kind, string method, string lines)
    {
        var reads = type.ReadsOf(kind);
        if (kind.Observers.Count == 0)
        {
            EmitFacts(reads, method, lines);
            return;
        }

        var facts = reads.Count > 0 ? _methods.Add(method + "Facts") : null;
        _writer.Line();
        using (_writer.Open($"private static void {method}(ref {Sink} sink)"))
        {
            if (facts is not null)
            {
                _writer.Line($"{facts}(ref sink);");
            }

            EmitObserverCalls(kind, isFirst: facts is null);
        }

        if (facts is not null)
        {
            EmitFacts(reads, facts, lines);
        }
    }

    private void EmitObserverCalls(LineKind kind, bool isFirst)
    {
        foreach (var observer in kind.Observers)
        {
            Separate(!isFirst);
            isFirst = false;
            _writer.Line("{");
            using (_writer.Indent())
            {
                _writer.Line("var payload = sink.OpenPayload();");
                _writer.Line("ref var delta = ref Delta.Of(ref sink);");
                _writer.Line($"{observer}(ref payload, ref delta);");
            }

            _writer.Line("}");
        }
    }

    private void EmitFacts(List<FactRead> reads, string method, string lines)
    {
        var free = FreeReads(reads);
        var bound = reads.Where(read => !free.Any(other => other.Slot == read.Slot)).ToList();
        var walk = new PayloadWalk(bound);
        var what = walk.Paths.Count == 0 ? "" : ": " + Comment(string.Join(", ", walk.Paths));
        _writer.Line($"\n// {lines}{what}");
        using (_writer.Open($"private static void {method}(ref {Sink} sink)"))
        {
            EmitWantsGuard(reads);
            EmitReads(walk, free);
            Separate(free.Count > 0 && bound.Count > 0);
            if (bound.Count > 0)
            {
                EmitWalk(walk);
            }

            EmitReads(walk, bound);
        }
    }

    /// <summary>
    /// What the line gives whatever its payload holds, even when that is broken: facts none of whose sources here read it, and counts
    /// that one source makes without a look at it.
    /// </summary>
    private static List<FactRead> FreeReads(List<FactRead> reads) =>
    [
        .. reads.GroupBy(static read => read.Slot)
            .Where(static slot => slot.Key.Fact.Rule == FactRule.Count
                ? slot.Any(static read => !read.From.Path.ReadsPayload)
                : slot.All(static read => !read.From.Path.ReadsPayload))
            .SelectMany(static slot => slot.Where(static read => !read.From.Path.ReadsPayload)),
    ];

    private void EmitWantsGuard(List<FactRead> reads)
    {
        if (!reads.All(static read => read.Slot.Fact.Rule == FactRule.First && !read.From.Replaces))
        {
            return;
        }

        var bits = string.Join(" | ", reads.Select(static read => "FactBit." + Name(read.Slot)).Distinct());
        using (_writer.Open($"if (!sink.Wants({bits}))"))
        {
            _writer.Line("return;");
        }

        _writer.Line();
    }

    private static string Pascal(string name)
    {
        var text = new StringBuilder(name.Length);
        var startsWord = true;
        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c))
            {
                startsWord = true;
                continue;
            }

            text.Append(startsWord ? char.ToUpperInvariant(c) : c);
            startsWord = false;
        }

        return text.ToString();
    }
}
