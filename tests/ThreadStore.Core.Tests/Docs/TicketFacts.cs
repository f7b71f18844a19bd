using ThreadStore.Projection;
using ThreadStore.Projection.Declaring;

namespace ThreadStore.Docs;

// The declaration that the README and docs/projections.md show, compiled. ReadmeTests compares what lies between the marks with both.
// README: begin
[ThreadProjection("tickets")]
public partial struct TicketFacts
{
    [Fact(Rule.First)]
    [From("event_msg/item_completed?item.type=UserMessage:item.content[type=text].text")]
    public partial Utf8Text Request { get; }

    [Fact(Rule.Count, Listed = true)]
    [From("response_item/function_call")]
    public partial long ToolCalls { get; }

    [Fact(Rule.Explicit, Clearable = true, Listed = true)]
    public partial Utf8Text Ticket { get; }
}
// README: end
