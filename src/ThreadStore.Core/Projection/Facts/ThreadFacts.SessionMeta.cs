using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <content>
/// The thread's own session_meta lines. Of a fork's copies of its parent's only the memory mode counts: a fork of a thread that must not
/// feed memories must not either.
/// </content>
internal static partial class ThreadFacts
{
    private static void OnSessionMeta(ref FactSink sink)
    {
        var payload = sink.Line.Payload;
        var reader = JsonObject.Open(payload);
        var meta = default(SessionMetaParts);
        bool? isOwn = null;
        while (JsonObject.Next(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                isOwn = IsId(ref reader, sink.Id);
            }
            else if (!meta.TryTake(ref reader, payload))
            {
                reader.Skip();
            }
        }

        if (isOwn is true)
        {
            Commit(ref sink, ref meta);
        }
        else if (isOwn is false)
        {
            sink.Text(TextFact.MemoryMode, meta.MemoryMode);
        }
    }

    private static void Commit(ref FactSink sink, ref SessionMetaParts meta)
    {
        if (meta.Timestamp.IsString && TimestampText.TryParse(meta.Timestamp.Bytes, out var createdAt))
        {
            sink.CreatedAt(createdAt);
        }

        sink.Text(TextFact.Cwd, meta.Cwd);
        sink.Text(TextFact.Originator, meta.Originator);
        sink.Text(TextFact.CliVersion, meta.CliVersion);
        sink.TextOrRaw(TextFact.Source, meta.Source);
        sink.TextOrRaw(TextFact.ThreadSource, meta.ThreadSource);
        sink.Text(TextFact.ModelProvider, meta.ModelProvider);
        sink.Text(TextFact.AgentNickname, meta.AgentNickname);
        sink.Text(TextFact.AgentRole, meta.AgentRole);
        sink.Text(TextFact.AgentPath, meta.AgentPath);
        sink.Text(TextFact.ForkedFromId, meta.ForkedFromId);
        sink.Text(TextFact.ParentThreadId, meta.ParentThreadId);
        sink.Text(TextFact.MemoryMode, meta.MemoryMode);
        if (meta.HistoryMode.IsString && !meta.HistoryMode.Bytes.IsEmpty)
        {
            sink.Text(TextFact.HistoryMode, meta.HistoryMode);
        }
        else
        {
            // Rollouts from before there were two modes do not say theirs.
            sink.Decoded(TextFact.HistoryMode, "legacy"u8);
        }

        var git = GitParts.Read(meta.Git, "commit_hash"u8, "repository_url"u8);
        sink.Text(TextFact.GitSha, git.Sha);
        sink.Text(TextFact.GitBranch, git.Branch);
        sink.OriginUrlText(git.OriginUrl);
        CommitHistoryBase(ref sink, meta.HistoryBase);
    }

    private static void CommitHistoryBase(ref FactSink sink, JsonSlice historyBase)
    {
        if (historyBase.Type != JsonTokenType.StartObject)
        {
            return;
        }

        JsonSlice thread = default;
        long? end = null;
        var reader = historyBase.OpenObject();
        while (JsonObject.Next(ref reader))
        {
            if (reader.ValueTextEquals("thread_id"u8))
            {
                thread = JsonSlice.Take(ref reader, historyBase.Bytes);
            }
            else if (reader.ValueTextEquals("end_byte_offset"u8))
            {
                reader.Read();
                end = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? value : null;
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        if (end is { } offset)
        {
            sink.HistoryBase(thread, offset);
        }
    }
}
