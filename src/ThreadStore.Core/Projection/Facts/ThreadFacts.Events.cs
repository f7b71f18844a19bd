using System;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <content>Events, told apart by the payload's type.</content>
internal static partial class ThreadFacts
{
    private static void OnEvent(ref FactSink sink)
    {
        var type = PayloadType.Find(sink.Line.Payload);
        switch (type.Length)
        {
            // The length rules out most events with one compare.
            case 11 when type.SequenceEqual("token_count"u8):
                OnTokenCount(ref sink);
                break;
            case 12 when type.SequenceEqual("task_started"u8):
                sink.TurnStarted();
                break;
            case 12 when type.SequenceEqual("user_message"u8):
                OnUserMessage(ref sink);
                break;
            case 14 when type.SequenceEqual("item_completed"u8):
                OnItemCompleted(ref sink);
                break;
            case 19 when type.SequenceEqual("thread_goal_updated"u8):
                OnGoal(ref sink);
                break;
            case 19 when type.SequenceEqual("thread_name_updated"u8):
                OnName(ref sink);
                break;
            case 23 when type.SequenceEqual("thread_settings_applied"u8):
                OnSettings(ref sink);
                break;
        }
    }

    // info.total_token_usage.total_tokens, already cumulative; info may be null.
    private static void OnTokenCount(ref FactSink sink)
    {
        var reader = JsonObject.Open(sink.Line.Payload);
        if (JsonObject.EnterNamed(ref reader, "info"u8)
            && JsonObject.EnterNamed(ref reader, "total_token_usage"u8)
            && JsonObject.Find(ref reader, "total_tokens"u8)
            && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var total))
        {
            sink.TokensUsed(total);
        }
    }

    private static void OnGoal(ref FactSink sink)
    {
        if (!sink.Wants(FactMask.Preview))
        {
            return;
        }

        var reader = JsonObject.Open(sink.Line.Payload);
        if (JsonObject.EnterNamed(ref reader, "goal"u8) && JsonObject.Find(ref reader, "objective"u8))
        {
            sink.Text(TextFact.Preview, JsonSlice.Take(ref reader, sink.Line.Payload));
        }
    }

    private static void OnName(ref FactSink sink)
    {
        var reader = JsonObject.Open(sink.Line.Payload);
        if (JsonObject.Find(ref reader, "thread_name"u8))
        {
            sink.Name(JsonSlice.Take(ref reader, sink.Line.Payload));
        }
    }

    private static void OnSettings(ref FactSink sink)
    {
        var payload = sink.Line.Payload;
        var reader = JsonObject.Open(payload);
        if (!JsonObject.EnterNamed(ref reader, "thread_settings"u8))
        {
            return;
        }

        JsonSlice model = default, provider = default, approval = default, profile = default, effort = default, cwd = default;
        while (JsonObject.Next(ref reader))
        {
            if (reader.ValueTextEquals("model"u8))
            {
                model = JsonSlice.Take(ref reader, payload);
            }
            else if (reader.ValueTextEquals("model_provider_id"u8))
            {
                provider = JsonSlice.Take(ref reader, payload);
            }
            else if (reader.ValueTextEquals("approval_policy"u8))
            {
                approval = JsonSlice.Take(ref reader, payload);
            }
            else if (reader.ValueTextEquals("permission_profile"u8))
            {
                profile = JsonSlice.Take(ref reader, payload);
            }
            else if (reader.ValueTextEquals("reasoning_effort"u8))
            {
                effort = JsonSlice.Take(ref reader, payload);
            }
            else if (reader.ValueTextEquals("cwd"u8))
            {
                cwd = JsonSlice.Take(ref reader, payload);
            }
            else
            {
                reader.Skip();
            }
        }

        sink.Text(TextFact.Model, model);
        sink.Text(TextFact.ModelProvider, provider);
        sink.TextOrRaw(TextFact.ApprovalMode, approval);
        sink.Raw(TextFact.SandboxPolicy, profile);
        sink.Text(TextFact.ReasoningEffort, effort);
        sink.Text(TextFact.SettingsCwd, cwd);
    }
}
