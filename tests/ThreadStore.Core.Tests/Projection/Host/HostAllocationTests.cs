using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ThreadStore.Items;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// Law: with a host's projection, too, an observed line, a merge and a written row take no memory. Seen to fail: with an object made per
/// observed line, per merged sum and per statement of the host's table.
/// </summary>
public sealed class HostAllocationTests
{
    private static readonly ComposedProjection s_projection = ComposedProjection.With<RunFacts>();

    [Theory]
    [InlineData("\"session_meta\"")]
    [InlineData("\"turn_context\"")]
    [InlineData("\"response_item\"")]
    [InlineData("\"task_started\"")]
    [InlineData("\"token_count\"")]
    [InlineData("\"UserMessage\"")]
    [InlineData("\"AgentMessage\"")]
    [InlineData("\"type\":\"user_message\"")]
    public void Observe_RealLine_AllocatesNothing(string mark) => AssertNone([.. Samples.Line(mark), (byte)'\n'], "SeenAt");

    [Theory]
    [InlineData("response_item", """{"type":"function_call","name":"f"}""", "ToolCalls")]
    [InlineData("event_msg", """{"type":"token_count","info":{"last_token_usage":{"output_tokens":3},"total_token_usage":{"total_tokens":4}}}""", "OutputTokens")]
    [InlineData("event_msg", """{"type":"error","message":"an \u00e9rror"}""", "Errors")]
    [InlineData("event_msg", """{"type":"item_completed","item":{"type":"UserMessage","content":[{"type":"text","text":"a\n"},{"type":"text","text":"b"}]}}""", "Request")]
    [InlineData("turn_context", """{"model":"m","flagged":true}""", "Flagged")]
    [InlineData("threadstore_metadata", """{"v":1,"thread_id":"01a1fcb7-7132-7b11-bcb0-144749e5c184","facts":{"runs":{"label":"red","priority":null}}}""", "Priority")]
    public void Observe_LineOfEachRule_AllocatesNothing(string type, string payload, string fact) => AssertNone(Line(0, type, payload), fact);

    [Fact]
    public void Observe_LongText_AllocatesNothing() => AssertNone(Line(0, "event_msg", UserMessage(3000)), "Request");

    [Fact]
    public void Merge_AllFacts_AllocatesNothing()
    {
        var log = Log();
        var older = log.Observe(s_projection, 0, log.Cuts[4]);
        var newer = log.Observe(s_projection, log.Cuts[4], log.Cuts[^1]);
        var merged = s_projection.NewDelta();
        Allocation.AssertNone(() =>
        {
            merged.Reset(log.Id, 0);
            Assert.True(merged.TryMerge(older));
            Assert.True(merged.TryMerge(newer));
        });
        Assert.Equal((1UL << RunFacts.Schema.Layout.FactCount) - 1, merged.Host!.Present);
    }

    [Fact]
    public void Apply_BothRowsByEachStatement_AllocatesNothing()
    {
        using var home = new IndexHome();
        using var writer = SqliteIndexWriter.Open(home.Files, s_projection);
        var file = home.File(1);
        var log = Log();
        var deltas = Cut(log, 1, 4, 5, 6, 7);
        Assert.Equal(TextForm.InLog, FactNames<RunFacts>.FormOf(deltas[0].Host!, "Request"));
        Assert.True(deltas[3].Host!.HasMoreThanTouches && !deltas[3].Host!.HasListed);
        Assert.False(deltas[4].Host!.HasMoreThanTouches);

        Assert.Equal(IndexStatus.Ready, writer.TryBegin());
        Allocation.AssertNone(
            () =>
            {
                foreach (var delta in deltas)
                {
                    // No assertion of values here: those allocate even when they hold.
                    if (writer.Apply(delta, file, log) != ApplyOutcome.Applied)
                    {
                        throw new InvalidOperationException(writer.LastFault?.Message);
                    }
                }

                Assert.True(writer.Remove(log.Id));
            },
            rounds: 2_000);
        writer.Rollback();
    }

    [Fact]
    public void ApplyHost_TheHostsRowAlone_AllocatesNothing()
    {
        using var home = new IndexHome();
        var log = Log();
        using (var plain = SqliteIndexWriter.Open(home.Files))
        {
            plain.TryBegin();
            Assert.Equal(ApplyOutcome.Applied, plain.Apply(log.Observe(0, log.Cuts[^1]), home.File(1), log));
            Assert.Equal(IndexStatus.Ready, plain.Commit());
        }

        using var writer = SqliteIndexWriter.Open(home.Files, s_projection);
        Assert.Equal(IndexStatus.Ready, writer.TryBegin());
        using var delete = writer.ConnectionForTests.Prepare($"DELETE FROM {RunFacts.Schema.Table}");
        var deltas = Cut(log, 1, 4, 7);
        Allocation.AssertNone(
            () =>
            {
                foreach (var delta in deltas)
                {
                    if (writer.ApplyHost(delta, log) != ApplyOutcome.Applied)
                    {
                        throw new InvalidOperationException(writer.LastFault?.Message);
                    }
                }

                delete.Step();
                delete.Reset();
            },
            rounds: 2_000);
        writer.Rollback();
    }

    private static List<ThreadDelta> Cut(LogText log, params int[] cuts)
    {
        var deltas = new List<ThreadDelta>();
        foreach (var cut in cuts)
        {
            deltas.Add(log.Observe(s_projection, deltas.Count == 0 ? 0 : deltas[^1].To, log.Cuts[cut]));
        }

        return deltas;
    }

    private const string Journal = """{"v":1,"thread_id":"01a1fcb7-7132-7b11-bcb0-144749e5c184","facts":{"runs":{"label":"red","priority":3}}}""";

    // Every rule has a value; the sixth line has facts that no list follows, the seventh only touches.
    private static LogText Log() => new(LogGenerator.Id, Encoding.UTF8.GetString(
    [
        .. Line(0, "event_msg", UserMessage(3000)),
        .. Line(1, "response_item", """{"type":"function_call","name":"f"}"""),
        .. Line(2, "event_msg", """{"type":"task_started","turn_id":"t"}"""),
        .. Line(3, "turn_context", """{"model":"m","flagged":true}"""),
        .. Line(4, "threadstore_metadata", Journal),
        .. Line(5, "event_msg", """{"type":"error","message":"e"}"""),
        .. Line(6, "response_item", """{"type":"message","role":"assistant"}"""),
        .. Line(7, "event_msg", """{"type":"token_count","info":{"last_token_usage":{"output_tokens":3},"total_token_usage":{"total_tokens":4}}}"""),
    ]).Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static string UserMessage(int length) =>
        $$"""{"type":"user_message","message":"{{string.Concat(Enumerable.Repeat("x\\n\u00e9", length / 4))}}"}""";

    private static byte[] Line(int ms, string type, string payload) =>
    [
        .. Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $$"""{"timestamp":"2026-11-21T06:08:10.{{ms:000}}Z","type":"{{type}}","payload":{{payload}}}""")),
        (byte)'\n',
    ];

    private static void AssertNone(byte[] line, string fact)
    {
        var delta = s_projection.NewDelta();
        Allocation.AssertNone(() =>
        {
            delta.Reset(LogGenerator.Id, 0);
            s_projection.Observer.Observe(line, 0, delta, default);
        });
        Assert.True(delta.Host!.Has(FactNames<RunFacts>.Number(fact)));
    }
}
