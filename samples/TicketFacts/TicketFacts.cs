using System;
using ThreadStore.Items;
using ThreadStore.Projection;
using ThreadStore.Projection.Declaring;

namespace ThreadStore.Samples;

/// <summary>What a help desk wants to know of its agents' threads, beside what every list shows.</summary>
[ThreadProjection("tickets")]
public partial struct TicketFacts
{
    /// <summary>The customer's own words, in capitals for the board.</summary>
    [Fact(Rule.First, Via = nameof(Shout))]
    [From("event_msg/user_message:message")]
    [From("event_msg/item_completed?item.type=UserMessage:item.content[type=text].text")]
    public partial Utf8Text Request { get; }

    /// <summary>How many tools the agent called.</summary>
    [Fact(Rule.Count, Listed = true)]
    [From("response_item/function_call")]
    public partial long ToolCalls { get; }

    /// <summary>What all answers together cost in tokens.</summary>
    [Fact(Rule.Sum)]
    [From("event_msg/token_count:info.last_token_usage.output_tokens")]
    public partial long OutputTokens { get; }

    /// <summary>The largest context that a single request had.</summary>
    [Fact(Rule.Max, Listed = true)]
    [From("event_msg/token_count:info.last_token_usage.input_tokens")]
    public partial long? LargestInput { get; }

    /// <summary>When the agent last finished a turn.</summary>
    [Fact(Rule.Max, Listed = true)]
    [From("event_msg/task_complete:@timestamp")]
    public partial Timestamp? AnsweredAt { get; }

    /// <summary>The ticket, which a person sets and takes away again.</summary>
    [Fact(Rule.Explicit, Clearable = true, Listed = true)]
    public partial Utf8Text Ticket { get; }

    /// <summary>How urgent a person found it.</summary>
    [Fact(Rule.Explicit, Clearable = true, Listed = true)]
    public partial long? Priority { get; }

    /// <summary>How many commands came back with an error: for that, two values of a line are looked at together.</summary>
    [Fact(Rule.Count)]
    public partial long FailedCommands { get; }

    [Observe("event_msg/item_completed")]
    private static void OnItem(ref JsonCursor payload, ref Delta delta)
    {
        JsonSlice type = default, exitCode = default;
        while (payload.NextProperty())
        {
            if (payload.NameEquals("item"u8) && payload.EnterObject())
            {
                while (payload.NextProperty())
                {
                    if (payload.NameEquals("type"u8))
                    {
                        type = payload.Take();
                    }
                    else if (payload.NameEquals("exit_code"u8))
                    {
                        exitCode = payload.Take();
                    }
                }
            }
        }

        if (!payload.IsBroken && type.TextEquals("CommandExecution"u8) && exitCode.TryGetInt64(out var code) && code != 0)
        {
            delta.CountFailedCommands();
        }
    }

    private static int Shout(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        for (var i = 0; i < text.Length; i++)
        {
            destination[i] = text[i] is >= (byte)'a' and <= (byte)'z' ? (byte)(text[i] - 32) : text[i];
        }

        return text.Length;
    }
}
