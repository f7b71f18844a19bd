using System;
using ThreadStore.Items;
using ThreadStore.Projection.Declaring;

namespace ThreadStore.Projection;

/// <summary>A host's projection with every rule, and methods of the host that may throw.</summary>
[ThreadProjection("runs")]
internal partial struct RunFacts
{
    /// <summary>What the host's methods throw at.</summary>
    public const string Poison = "poison";

    [Fact(Rule.First, Via = nameof(Upper))]
    [From("event_msg/user_message:message")]
    [From("event_msg/item_completed?item.type=UserMessage:item.content[type=text].text")]
    public partial Utf8Text Request { get; }

    [Fact(Rule.Count, Listed = true)]
    [From("response_item/function_call")]
    public partial long ToolCalls { get; }

    [Fact(Rule.Sum)]
    [From("event_msg/token_count:info.last_token_usage.output_tokens")]
    public partial long OutputTokens { get; }

    [Fact(Rule.Max, Listed = true)]
    [From("event_msg/token_count:info.total_token_usage.total_tokens")]
    public partial long? MostTokens { get; }

    [Fact(Rule.Min, Listed = true)]
    [From("event_msg/task_started:@timestamp")]
    public partial Timestamp? FirstTurnAt { get; }

    [Fact(Rule.Last)]
    [From("turn_context:model")]
    public partial Utf8Text Model { get; }

    [Fact(Rule.Last, Listed = true)]
    [From("turn_context:flagged")]
    public partial bool? Flagged { get; }

    [Fact(Rule.Explicit, Clearable = true, Listed = true)]
    public partial Utf8Text Label { get; }

    [Fact(Rule.Explicit, Clearable = true, Listed = true)]
    public partial long? Priority { get; }

    [Fact(Rule.Max)]
    [From("*:@timestamp")]
    public partial Timestamp? SeenAt { get; }

    [Fact(Rule.Count)]
    public partial long Errors { get; }

    [Observe("event_msg/error")]
    private static void OnError(ref JsonCursor payload, ref Delta delta)
    {
        JsonSlice message = default;
        while (payload.NextProperty())
        {
            if (payload.NameEquals("message"u8))
            {
                message = payload.Take();
            }
        }

        if (message.TextEquals("poison"u8))
        {
            throw new InvalidOperationException("the host's own mistake");
        }

        delta.CountErrors();
    }

    private static int Upper(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        if (text.SequenceEqual("poison"u8))
        {
            throw new InvalidOperationException("the host's own mistake");
        }

        for (var i = 0; i < text.Length; i++)
        {
            destination[i] = text[i] is >= (byte)'a' and <= (byte)'z' ? (byte)(text[i] - 32) : text[i];
        }

        return text.Length;
    }
}

/// <summary>The next version of <see cref="RunFacts"/>: one fact more.</summary>
[ThreadProjection("runs", Version = 2)]
internal partial struct RunFactsNext
{
    [Fact(Rule.Count, Listed = true)]
    [From("response_item/function_call")]
    public partial long ToolCalls { get; }

    [Fact(Rule.Count)]
    [From("turn_context")]
    public partial long Turns { get; }
}
