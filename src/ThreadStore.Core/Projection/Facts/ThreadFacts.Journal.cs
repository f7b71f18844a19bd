using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <content>Journal lines of ours: explicit metadata, one more source for its columns, in log order.</content>
internal static partial class ThreadFacts
{
    private const long JournalVersion = 1;

    private static void OnJournal(ref FactSink sink)
    {
        var payload = sink.Line.Payload;
        var reader = JsonObject.Open(payload);
        JsonSlice name = default, git = default, memoryMode = default;
        long version = 0;
        var isOurs = false;
        while (JsonObject.Next(ref reader))
        {
            if (reader.ValueTextEquals("v"u8))
            {
                reader.Read();
                version = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? value : 0;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("thread_id"u8))
            {
                reader.Read();
                isOurs = IsId(ref reader, sink.Id);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                name = JsonSlice.Take(ref reader, payload);
            }
            else if (reader.ValueTextEquals("git"u8))
            {
                git = JsonSlice.Take(ref reader, payload);
            }
            else if (reader.ValueTextEquals("memory_mode"u8))
            {
                memoryMode = JsonSlice.Take(ref reader, payload);
            }
            else
            {
                reader.Skip();
            }
        }

        // A fork may have copied its parent's line; a version that is not known may mean something else.
        if (!isOurs || version != JournalVersion)
        {
            return;
        }

        sink.Name(name);
        sink.ClearableText(TextFact.MemoryMode, memoryMode);
        var parts = GitParts.Read(git, "sha"u8, "origin_url"u8);
        sink.ClearableText(TextFact.GitSha, parts.Sha);
        sink.ClearableText(TextFact.GitBranch, parts.Branch);
        sink.ClearableText(TextFact.GitOriginUrl, parts.OriginUrl);
    }

    private static bool IsId(ref Utf8JsonReader reader, ThreadId id) =>
        reader.TokenType == JsonTokenType.String && ThreadId.TryParse(reader.ValueSpan, out var value) && value == id;
}
