using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <content>The settings that a turn runs with.</content>
internal static partial class ThreadFacts
{
    private static void OnTurnContext(ref FactSink sink)
    {
        var payload = sink.Line.Payload;
        var reader = JsonObject.Open(payload);
        JsonSlice cwd = default, model = default, effort = default, approval = default, profile = default;
        while (JsonObject.Next(ref reader))
        {
            if (reader.ValueTextEquals("cwd"u8))
            {
                cwd = JsonSlice.Take(ref reader, payload);
            }
            else if (reader.ValueTextEquals("model"u8))
            {
                model = JsonSlice.Take(ref reader, payload);
            }
            else if (reader.ValueTextEquals("effort"u8))
            {
                effort = JsonSlice.Take(ref reader, payload);
            }
            else if (reader.ValueTextEquals("approval_policy"u8))
            {
                approval = JsonSlice.Take(ref reader, payload);
            }
            else if (reader.ValueTextEquals("permission_profile"u8))
            {
                profile = JsonSlice.Take(ref reader, payload);
            }
            else
            {
                reader.Skip();
            }
        }

        sink.Text(TextFact.Cwd, cwd);
        sink.Text(TextFact.Model, model);
        sink.Text(TextFact.ReasoningEffort, effort);
        sink.TextOrRaw(TextFact.ApprovalMode, approval);
        sink.Raw(TextFact.SandboxPolicy, profile);
    }
}
