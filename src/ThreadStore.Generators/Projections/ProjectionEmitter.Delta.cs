namespace ThreadStore.Generators.Projections;

/// <content>The typed view of a sink that observing methods get.</content>
internal sealed partial class ProjectionEmitter
{
    private void EmitDelta()
    {
        // The language has no references to ref structs within others: the view is the sink itself under another type, whose only field it is.
        _writer.Line($$"""

            /// <summary>The line's facts on their way into a delta, a verb per fact.</summary>
            public ref struct Delta
            {
                internal {{Sink}} Sink;

                // The view has the sink's layout: it is its only field.
                internal static ref Delta Of(ref {{Sink}} sink) => ref global::System.Runtime.CompilerServices.Unsafe.As<{{Sink}}, Delta>(ref sink);

                /// <summary>True when the line has a time.</summary>
                public readonly bool HasTimestamp => Sink.HasTimestamp;

                /// <summary>The line's time in milliseconds since the Unix epoch.</summary>
                public readonly long TimestampMs => Sink.TimestampMs;

                /// <summary>True when the line has an ordinal.</summary>
                public readonly bool HasOrdinal => Sink.HasOrdinal;

                /// <summary>The line's ordinal.</summary>
                public readonly long Ordinal => Sink.Ordinal;

                /// <summary>True for a string that is the thread's own id.</summary>
                public readonly bool IsThread({{Slice}} id) => Sink.IsThread(id);
            """);
        using (_writer.Indent())
        {
            foreach (var slot in Slots)
            {
                EmitVerbs(slot);
            }
        }

        _writer.Line("}");
    }

    private void EmitVerbs(FactSlot slot)
    {
        var name = slot.Fact.Name;
        var type = slot.Fact.Kind switch
        {
            FactKind.Timestamp => Runtime + "Timestamp",
            FactKind.Flag => "bool",
            _ => "long",
        };
        switch (slot.Fact.Rule)
        {
            case FactRule.Explicit:
                var kind = slot.Text >= 0 ? "" : $"{KindOf(slot)}, ";
                EmitVerb($"Set{name}(scoped {Slice} value)", $"SetNewest{(slot.Text >= 0 ? "Text" : "Number")}({Id(slot)}, value, {kind}{Bool(slot.Fact.IsClearable)})");
                break;
            case FactRule.Max or FactRule.Min:
                var verb = slot.Fact.Rule == FactRule.Max ? "Raise" : "Lower";
                EmitVerb($"{verb}{name}({type} value)", $"{verb}Number({Id(slot)}, {NumberOf(slot)})");
                break;
            case FactRule.Count:
                EmitVerb($"Count{name}()", $"AddNumber({Id(slot)}, 1)");
                break;
            case FactRule.Sum:
                EmitVerb($"Add{name}(long value)", $"AddNumber({Id(slot)}, {NumberOf(slot)})");
                break;
            default:
                EmitSetVerbs(slot, type);
                break;
        }
    }

    private void EmitSetVerbs(FactSlot slot, string type)
    {
        var name = slot.Fact.Name;
        if (slot.Fact.Rule == FactRule.First)
        {
            _writer.Line($"\npublic readonly bool Wants{name} => Sink.Wants(FactBit.{Name(slot)});");
        }

        if (slot.Text < 0)
        {
            EmitVerb($"Set{name}({type} value)", $"SetNumber({Id(slot)}, {NumberOf(slot)})");
        }
        else
        {
            EmitVerb($"Set{name}(scoped {Slice} value)", $"{TextVerb(slot)}({Id(slot)}, value)");
            EmitVerb($"Set{name}(scoped {Bytes} utf8)", $"SetText({Id(slot)}, utf8)");
        }

        if (slot.Fact.IsClearable)
        {
            EmitVerb($"SetOrClear{name}(scoped {Slice} value)", slot.Text >= 0
                ? $"SetOrClearText({Id(slot)}, value)"
                : $"SetOrClearNumber({Id(slot)}, value, {KindOf(slot)})");
        }
    }

    private void EmitVerb(string signature, string call) => _writer.Line($"\npublic void {signature} => Sink.{call};");

    private static string TextVerb(FactSlot slot) => slot.Fact.Form switch
    {
        TextForm.Raw => "SetRaw",
        TextForm.StringOrObject => "SetTextOrObject",
        _ => "SetText",
    };

    private static string NumberOf(FactSlot slot) => slot.Fact.Kind switch
    {
        FactKind.Timestamp => "value.UnixMilliseconds",
        FactKind.Flag => "value ? 1 : 0",
        _ => AtLeastMinimum(slot, "value"),
    };
}
