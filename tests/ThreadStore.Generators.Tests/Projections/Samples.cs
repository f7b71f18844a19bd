namespace ThreadStore.Generators.Projections;

/// <summary>Declarations that several tests look at.</summary>
internal static class Samples
{
    public const string Tickets = """
        using System;
        using ThreadStore.Items;
        using ThreadStore.Projection;

        namespace Host;

        [ThreadProjection("tickets", Version = 1)]
        public partial struct TicketFacts
        {
            [Fact(Rule.First, Via = nameof(Shout))]
            [From("event_msg/user_message:message")]
            [From("event_msg/item_completed?item.type=UserMessage:item.content[type=text].text")]
            public partial Utf8Text Title { get; }

            [Fact(Rule.Last)]
            [From("event_msg/token_count:info.total_token_usage.total_tokens")]
            public partial long? TokensUsed { get; }

            [Fact(Rule.Sum)]
            [From("event_msg/token_count:info.last_token_usage.output_tokens")]
            public partial long OutputTokens { get; }

            [Fact(Rule.Last, Raw = true)]
            [From("turn_context:permission_profile")]
            public partial Utf8Text SandboxPolicy { get; }

            [Fact(Rule.Max, Listed = true)]
            [From("event_msg/task_started:@timestamp")]
            public partial Timestamp? RecencyAt { get; }

            [Fact(Rule.Explicit, Clearable = true, Listed = true)]
            public partial Utf8Text Label { get; }

            [Fact(Rule.Explicit)]
            public partial long? Priority { get; }

            [Fact(Rule.Count, Listed = true)]
            [From("response_item/function_call")]
            public partial long ToolCalls { get; }

            [Observe("event_msg/item_completed")]
            private static void OnItem(ref JsonCursor payload, ref Delta delta)
            {
                while (delta.WantsTitle && payload.NextProperty())
                {
                    if (payload.NameEquals("summary"u8))
                    {
                        delta.SetTitle(payload.Take());
                    }
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
        """;
}
