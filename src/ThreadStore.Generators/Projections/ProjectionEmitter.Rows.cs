using System.Linq;

namespace ThreadStore.Generators.Projections;

/// <content>What is read back: rows, columns to sort by; and the patch that sets explicit facts.</content>
internal sealed partial class ProjectionEmitter
{
    private void EmitRead()
    {
        _writer.Line("\n/// <summary>The facts of a row, with texts of their own.</summary>");
        using (_writer.Open($"public static {_type.FullName} Read({Runtime}FactRow row)"))
        {
            _writer.Line("var typed = new Row(row);");
            _writer.Line($"return new {_type.FullName}");
            _writer.Line("{");
            using (_writer.Indent())
            {
                foreach (var slot in Slots)
                {
                    _writer.Line($"{Field(slot)} = {(slot.Text >= 0 ? $"row.ToText({slot.Column})" : $"typed.{Name(slot)}")},");
                }
            }

            _writer.Line("};");
        }
    }

    private void EmitRow()
    {
        _writer.Line("\n/// <summary>A row while a query stands on it: nothing is copied.</summary>");
        using (_writer.Open("public readonly ref struct Row"))
        {
            _writer.Line($"private readonly {Runtime}FactRow _row;\n");
            _writer.Line($"public Row({Runtime}FactRow row) => _row = row;");
            foreach (var slot in Slots)
            {
                var type = slot.Text >= 0 ? Bytes : slot.Fact.Property.Type;
                _writer.Line($"\npublic {type} {Name(slot)} => {ReadColumn(slot)};");
                if (slot.Fact.Rule == FactRule.Explicit)
                {
                    // The time that decided stands in the column behind the value's.
                    var at = slot.Column + 1;
                    _writer.Line($"\npublic {Runtime}Timestamp? {Name(slot)}At => _row.IsNull({at}) ? null : {Runtime}Timestamp.FromUnixMilliseconds(_row.Number({at}));");
                }
            }
        }
    }

    private static string ReadColumn(FactSlot slot)
    {
        var value = slot.Fact.Kind switch
        {
            FactKind.Text => $"_row.Text({slot.Column})",
            FactKind.Timestamp => $"{Runtime}Timestamp.FromUnixMilliseconds(_row.Number({slot.Column}))",
            FactKind.Flag => $"_row.Number({slot.Column}) != 0",
            _ => $"_row.Number({slot.Column})",
        };
        return slot.Fact switch
        {
            { IsNullable: true } => $"_row.IsNull({slot.Column}) ? null : {value}",
            { Kind: FactKind.Timestamp } => $"_row.IsNull({slot.Column}) ? default : {value}",
            _ => value,
        };
    }

    private void EmitColumns()
    {
        var listed = Slots.Where(static slot => slot.Fact.IsListed).ToList();
        if (listed.Count == 0)
        {
            return;
        }

        _writer.Line("\n/// <summary>The columns that lists can filter and sort by.</summary>");
        using (_writer.Open("public static class Columns"))
        {
            foreach (var slot in listed)
            {
                _writer.Line($"public static {Runtime}FactColumn<{_type.FullName}> {Name(slot)} {{ get; }} = new({Text(slot.Fact.Column)}, {KindOf(slot)});");
            }
        }
    }

    private void EmitPatch()
    {
        var patched = Slots.Where(static slot => slot.Fact.IsPatched).ToList();
        if (patched.Count == 0)
        {
            return;
        }

        _writer.Line("\n/// <summary>Explicit facts: what is present replaces what there was, and is kept in the thread's log.</summary>");
        using (_writer.Open($"public sealed class Patch : {Runtime}ExplicitFacts"))
        {
            foreach (var slot in patched)
            {
                var type = slot.Text >= 0 ? "global::ThreadStore.MetadataField" : "global::ThreadStore.MetadataNumber";
                // What cannot be cleared says so at once, and not by a line of the journal that changes nothing.
                var accessors = slot.Fact.IsClearable ? "get; init;" : $"get; init => field = NotCleared(value, {Text(slot.Fact.Column)});";
                _writer.Line($"public {type} {Name(slot)} {{ {accessors} }}\n");
            }

            _writer.Line($"public override string Projection => {Text(_plan.Model.Name)};\n");
            _writer.Line($"public override bool IsEmpty => {string.Join(" && ", patched.Select(static slot => $"!{Name(slot)}.IsPresent"))};\n");
            using (_writer.Open("public override void Write(global::System.Text.Json.Utf8JsonWriter json)"))
            {
                foreach (var slot in patched)
                {
                    _writer.Line($"Write(json, {Text(slot.Fact.Column)}, {Name(slot)});");
                }
            }
        }
    }
}
