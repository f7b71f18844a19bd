using ThreadStore.Projection.Declaring;

namespace ThreadStore.Projection;

/// <summary>Every rule, option and kind of path.</summary>
[ThreadProjection("options")]
internal partial struct OptionFacts
{
    [Fact(Rule.First, Room = 16)]
    [From("turn_context:first")]
    [From("turn_context:second")]
    [From("event_msg?flag=yes:first", Replaces = true)]
    public partial Utf8Text FirstText { get; }

    [Fact(Rule.First)]
    [From("turn_context?id=@thread:n.number")]
    public partial long? FirstNumber { get; }

    [Fact(Rule.First)]
    [From("turn_context:@timestamp")]
    public partial Timestamp? BornAt { get; }

    [Fact(Rule.Last, Clearable = true)]
    [From("turn_context:n.text")]
    [From("event_msg:text", Clears = true)]
    public partial Utf8Text LastText { get; }

    [Fact(Rule.Last, Clearable = true)]
    [From("event_msg:n.number", Clears = true)]
    public partial long? LastNumber { get; }

    [Fact(Rule.Last, Raw = true, Room = 8)]
    [From("turn_context:n")]
    public partial Utf8Text RawObject { get; }

    [Fact(Rule.Last, RawObjects = true)]
    [From("event_msg/x:mixed")]
    public partial Utf8Text Mixed { get; }

    [Fact(Rule.Last)]
    [From("turn_context?n&flag=yes:switch")]
    public partial bool? Switch { get; }

    [Fact(Rule.Last, Room = 32)]
    [From("event_msg/x:parts[kind=text].body.text", Else = "(none)")]
    public partial Utf8Text Parts { get; }

    [Fact(Rule.First)]
    [From("event_msg:words[]")]
    public partial Utf8Text Words { get; }

    [Fact(Rule.Max, Listed = true, AtLeast = nameof(BornAt))]
    [From("event_msg/x:when")]
    public partial Timestamp? Recent { get; }

    [Fact(Rule.Max)]
    [From("*:@timestamp")]
    public partial Timestamp? SeenAt { get; }

    [Fact(Rule.Min)]
    [From("turn_context:n.number")]
    [From("event_msg:n.number")]
    public partial long? Least { get; }

    [Fact(Rule.Sum, Minimum = 0)]
    [From("turn_context:n.number")]
    public partial long Total { get; }

    [Fact(Rule.Count, Listed = true)]
    [From("event_msg/x?v=1")]
    [From("event_msg?flag=yes")]
    public partial long Hits { get; }

    [Fact(Rule.Count)]
    [From("*")]
    public partial long Lines { get; }

    [Fact(Rule.Last)]
    [From("*:@ordinal")]
    public partial long? Ordinal { get; }

    [Fact(Rule.Explicit, Clearable = true, Room = 8)]
    public partial Utf8Text Label { get; }

    [Fact(Rule.Explicit)]
    public partial long? Priority { get; }

    [Fact(Rule.Explicit, Clearable = true)]
    [From("event_msg:when", Clears = true)]
    public partial Timestamp? Until { get; }
}
