namespace ThreadStore.Generators.Projections;

/// <summary>Declarations that several tests look at.</summary>
internal static class Samples
{
    public const string Tickets = """
        using System;
        using ThreadStore.Items;
        using ThreadStore.Projection;
        using ThreadStore.Projection.Declaring;

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

    /// <summary>As little as a projection can be.</summary>
    public const string Tiny = """
        using ThreadStore.Projection;
        using ThreadStore.Projection.Declaring;

        [ThreadProjection("tiny")]
        internal partial struct TinyFacts
        {
            [Fact(Rule.Count)]
            [From("*")]
            internal partial long Lines { get; }
        }
        """;

    /// <summary>Every option, every kind of source, and paths that lie within each other.</summary>
    public const string Everything = """
        using ThreadStore.Items;
        using ThreadStore.Projection;
        using ThreadStore.Projection.Declaring;

        namespace Host;

        public static partial class Projections
        {
            [ThreadProjection("everything", Version = 3)]
            public partial struct Everything
            {
                [Fact(Rule.First)]
                [From("session_meta?id=@thread:timestamp")]
                public partial Timestamp? CreatedAt { get; }

                [Fact(Rule.Max)]
                [From("*:@timestamp")]
                public partial Timestamp? UpdatedAt { get; }

                [Fact(Rule.Max, Listed = true, AtLeast = nameof(CreatedAt))]
                [From("event_msg/task_started:@timestamp")]
                public partial Timestamp RecencyAt { get; }

                [Fact(Rule.Last)]
                [From("*:@ordinal")]
                public partial long? Ordinal { get; }

                [Fact(Rule.First, Room = 64)]
                [From("session_meta?id=@thread:cwd")]
                [From("event_msg/settings:settings.cwd", Replaces = true)]
                public partial Utf8Text Cwd { get; }

                [Fact(Rule.First)]
                [From("session_meta?id=@thread:history_mode", Else = "legacy \"mode\"")]
                public partial Utf8Text HistoryMode { get; }

                [Fact(Rule.Last, Clearable = true)]
                [From("session_meta:memory.mode")]
                [From("threadstore_metadata?v=1&thread_id=@thread:memory_mode", Clears = true)]
                public partial Utf8Text MemoryMode { get; }

                [Fact(Rule.Last, Raw = true)]
                [From("session_meta?id=@thread:memory")]
                public partial Utf8Text Memory { get; }

                [Fact(Rule.Last, RawObjects = true)]
                [From("session_meta?id=@thread:source")]
                public partial Utf8Text Source { get; }

                [Fact(Rule.Last, Clearable = true)]
                [From("session_meta?id=@thread&git:git.depth", Clears = true)]
                public partial long? Depth { get; }

                [Fact(Rule.First)]
                [From("event_msg/user_message:parts[].text.value", Else = "(none)")]
                [From("event_msg/user_message?images:images[]")]
                public partial Utf8Text Preview { get; }

                [Fact(Rule.Last)]
                [From("event_msg/settings:settings.default")]
                [From("event_msg/settings:default")]
                public partial bool IsDefault { get; }

                [Fact(Rule.Min)]
                [From("event_msg/settings?settings.tier=1:settings.2-cost")]
                public partial long? LowestCost { get; }

                [Fact(Rule.Explicit, Clearable = true)]
                [From("event_msg/name_updated:name")]
                [From("threadstore_metadata?v=1&thread_id=@thread:name", Clears = true)]
                public partial Utf8Text Name { get; }

                [Fact(Rule.Explicit)]
                [From("event_msg/settings:settings.until")]
                public partial Timestamp? Until { get; }

                [Fact(Rule.Count)]
                [From("response_item/function_call?name=shell")]
                [From("response_item/function_call?status")]
                [From("response_item")]
                [From("event_msg")]
                public partial long Steps { get; }

                [Fact(Rule.Count)]
                [From("response_item/function_call?name=shell&status=failed")]
                [From("response_item/function_call?status=lost")]
                public partial long Failures { get; }

                [Observe("event_msg")]
                [Observe("turn_context")]
                private static void OnEvent(ref JsonCursor payload, ref Delta delta) { }

                [Observe("turn_context")]
                private static void OnTurn(ref JsonCursor payload, ref Delta delta) => delta.SetIsDefault(true);
            }
        }
        """;
}
