using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using ThreadStore.History;
using ThreadStore.Interop.Peer;
using Xunit;

namespace ThreadStore.Interop.History;

// What a model is told about a thread that was compacted is what our reader gives from the last compaction on.
[Collection(CodexSessionsDefinition.Name)]
public sealed class CompactedHistoryTests(CodexSessions sessions)
{
    [Theory]
    [InlineData("compacted", "Question after the compaction")]
    [InlineData("legacy", "Legacy question after all")]
    public void ReadHistory_FromTheLastCompaction_IsWhatTheModelWasToldNext(string scenario, string question)
    {
        var request = sessions.Peer.Server.Requests.Single(request => request.ThreadId == sessions[scenario] && request.LastUserText == question);

        var messages = Messages(sessions[scenario]);

        // Without the instructions that go in front of every request, and up to what that request asked for.
        var told = request.Messages.Where(static message => message.Role != "developer").ToArray();
        var asked = messages.FindIndex(message => message.Text == question);
        Assert.Equal(told, messages.Take(asked + 1).Where(static message => message.Role != "developer"));
        Assert.Contains(told, static message => message.Text.Contains("What was said so far", StringComparison.Ordinal));
    }

    // A compaction replaces everything before it by the messages that it carries.
    private List<ModelMessage> Messages(string threadId)
    {
        var messages = new List<ModelMessage>();
        using var history = sessions.Store.ReadHistory(ThreadId.Parse(threadId), HistoryStart.LastCompaction);
        while (history.Read(out var line))
        {
            var payload = JsonElement.Parse(line.Payload);
            if (line.TypeName.SequenceEqual("compacted"u8))
            {
                Assert.Empty(messages);
                messages.AddRange(payload.GetProperty("replacement_history").EnumerateArray().Select(ModelMessage.TryParse).OfType<ModelMessage>());
            }
            else if (line.Is(ItemType.ResponseItem) && ModelMessage.TryParse(payload) is { } message)
            {
                messages.Add(message);
            }
        }

        return messages;
    }
}
