using System;
using System.Linq;

namespace ThreadStore.Generators.Projections;

/// <content>Merging two deltas, and binding one.</content>
internal sealed partial class ProjectionEmitter
{
    private void EmitMerge()
    {
        _writer.Line("\n/// <summary>Extends a delta's facts by those of the one that follows it in the log.</summary>");
        using (_writer.Open($"public static void Merge({Runtime}FactBlock older, {Runtime}FactBlock newer)"))
        {
            EmitPresent("newer.Present", slot => _writer.Line($"older.{MergeVerb(slot)}({Id(slot)}, newer);"));
        }
    }

    // Fact by fact that is there: most deltas hold two or three.
    private void EmitPresent(string present, Action<FactSlot> emit)
    {
        if (Slots.Count == 0)
        {
            return;
        }

        using (_writer.Open($"for (var left = {present}; left != 0; left &= left - 1)"))
        using (_writer.Open("switch (global::System.Numerics.BitOperations.TrailingZeroCount(left))"))
        {
            foreach (var slot in Slots)
            {
                _writer.Line($"case FactNumber.{Name(slot)}:");
                using (_writer.Indent())
                {
                    emit(slot);
                    _writer.Line("break;");
                }
            }
        }
    }

    private static string MergeVerb(FactSlot slot)
    {
        var kind = slot.Text >= 0 ? "Text" : "Number";
        return slot.Fact.Rule switch
        {
            FactRule.First => "MergeFirst" + kind,
            FactRule.Last => "MergeLast" + kind,
            FactRule.Max => "MergeMaxNumber",
            FactRule.Min => "MergeMinNumber",
            FactRule.Explicit => "MergeNewest" + kind,
            _ => "MergeSum",
        };
    }

    private void EmitBind()
    {
        _writer.Line("\n/// <summary>Binds a delta's facts; the parameters are numbered as the statements of the schema number them.</summary>");
        using (_writer.Open($"public static void Bind(ref {Runtime}FactBinder binder)"))
        {
            EmitPresent("binder.Present", slot =>
            {
                var via = slot.Fact.Via is null ? "" : $", ViaTexts.{Name(slot)}";
                _writer.Line($"binder.{(slot.Text >= 0 ? "BindText" : "BindNumber")}({Id(slot)}, {slot.Value}{via});");
                BindExtra("BindPresence", slot, slot.Presence);
                BindExtra("BindReplaced", slot, slot.Replaced);
                BindExtra("BindTime", slot, slot.Time);
            });
        }

        EmitViaTexts();
    }

    private void BindExtra(string verb, FactSlot slot, int parameter)
    {
        if (parameter > 0)
        {
            _writer.Line($"binder.{verb}(FactNumber.{Name(slot)}, {parameter});");
        }
    }

    // Kept, so that binding makes no delegate.
    private void EmitViaTexts()
    {
        var through = Slots.Where(static slot => slot.Fact.Via is not null).ToList();
        if (through.Count == 0)
        {
            return;
        }

        _writer.Line();
        using (_writer.Open("private static class ViaTexts"))
        {
            foreach (var slot in through)
            {
                _writer.Line($"public static readonly {Runtime}ViaText {Name(slot)} = {_type.FullName}.{slot.Fact.Via};");
            }
        }
    }
}
