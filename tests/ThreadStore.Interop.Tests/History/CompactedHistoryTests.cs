using System;
using System.Linq;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.History;

// What a model is told about a thread that was compacted is what our reader gives from the last compaction on.
[Collection(CodexSessionsDefinition.Name)]
public sealed class CompactedHistoryTests(CodexSessions sessions)
{
    [Theory]
    [InlineData("compacted", "Question after the compaction")]
    [InlineData("legacy", "Legacy question after all")]
    [InlineData("fork", "Question of the fork")]
    [InlineData("fork of a fork", "Question of the second fork")]
    [InlineData("legacy fork", "Legacy question of the fork")]
    public void ReadHistory_FromTheLastCompaction_IsWhatTheModelWasToldNext(string scenario, string question)
    {
        var request = sessions.Peer.Server.Requests.Single(request => request.ThreadId == sessions[scenario] && request.LastUserText == question);

        var messages = ModelMessage.SinceTheLastCompaction(sessions.Store, ThreadId.Parse(sessions[scenario]));

        // Without the instructions that go in front of every request, and up to what that request asked for.
        var told = ModelMessage.WithoutInstructions(request.Messages);
        var asked = messages.FindIndex(message => message.Text == question);
        Assert.Equal(told, ModelMessage.WithoutInstructions(messages.Take(asked + 1)));
        Assert.Contains(told, static message => message.Text.Contains("What was said so far", StringComparison.Ordinal));
    }
}
