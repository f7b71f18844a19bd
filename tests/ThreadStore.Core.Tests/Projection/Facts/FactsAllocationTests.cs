using System;
using System.Linq;
using System.Text;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Projection;

public class FactsAllocationTests
{
    [Theory]
    [InlineData("\"session_meta\"")]
    [InlineData("\"turn_context\"")]
    [InlineData("\"response_item\"")]
    [InlineData("\"world_state\"")]
    [InlineData("\"token_usage_record\"")]
    [InlineData("\"task_started\"")]
    [InlineData("\"task_complete\"")]
    [InlineData("\"token_count\"")]
    [InlineData("\"UserMessage\"")]
    [InlineData("\"AgentMessage\"")]
    [InlineData("\"CommandExecution\"")]
    [InlineData("\"type\":\"user_message\"")]
    [InlineData("thread_settings_applied")]
    [InlineData("thread_goal_updated")]
    public void Observe_RealLine_AllocatesNothing(string mark) => AssertNone(Samples.Line(mark));

    [Theory]
    [InlineData("{\"timestamp\":\"2026-11-21T06:08:10.743Z\",\"type\":\"threadstore_metadata\",\"payload\":{\"v\":1,\"thread_id\":\"01a1fcb7-7132-7b11-bcb0-144749e5c184\",\"name\":\"N\",\"git\":{\"sha\":null,\"origin_url\":\"https://u@h/r\"},\"memory_mode\":null}}")]
    [InlineData("{\"timestamp\":\"2026-11-21T06:08:10.743Z\",\"type\":\"event_msg\",\"payload\":{\"type\":\"thread_name_updated\",\"thread_name\":\"a\\u00e9\"}}")]
    public void Observe_OtherLines_AllocateNothing(string line) => AssertNone(Encoding.UTF8.GetBytes(line));

    [Fact]
    public void Observe_LongUserMessage_AllocatesNothing() => AssertNone(Encoding.UTF8.GetBytes(LongMessage(2000)));

    [Fact]
    public void Merge_AllFacts_AllocatesNothing()
    {
        var log = new LogText(Samples.IdOf(Samples.First), Samples.Read(Samples.First));
        var middle = log.Cuts[log.Cuts.Count / 2];
        var older = log.Observe(0, middle);
        var newer = log.Observe(middle, log.Cuts[^1]);
        var merged = BuiltInFacts.NewDelta();
        Allocation.AssertNone(() =>
        {
            merged.Reset(log.Id, 0);
            Assert.True(merged.TryMerge(older));
            Assert.True(merged.TryMerge(newer));
        });
    }

    [Fact]
    public void BindAndStep_EachStatement_AllocatesNothing()
    {
        var log = new LogText(LogGenerator.Id, [LongMessage(5000), LongMessage(10), LongMessage(10)]);
        var first = log.Observe(0, log.Cuts[1]);
        var second = log.Observe(log.Cuts[1], log.Cuts[2]);
        var touch = log.Observe(log.Cuts[2], log.Cuts[3], BuiltInFacts.First);
        Assert.Equal(TextForm.InLog, BuiltInFacts.Place(first, "Title").Form);
        Assert.False(touch.HasFacts);
        using var index = new IndexDatabase();
        using var delete = index.Prepare("DELETE FROM threads"u8);
        Allocation.AssertNone(() =>
        {
            Assert.True(index.Apply(first, log));
            Assert.True(index.Apply(second, log));
            Assert.True(index.Apply(touch, log));
            delete.Step();
            delete.Reset();
        });
    }

    private static string LongMessage(int length) =>
        "{\"timestamp\":\"2026-11-21T06:08:10.743Z\",\"type\":\"event_msg\",\"payload\":{\"type\":\"user_message\",\"message\":\" "
        + string.Concat(Enumerable.Repeat("x\\n\u00e9", length / 4)) + "x\",\"images\":[]}}";

    private static void AssertNone(byte[] text)
    {
        Assert.Equal(LineStatus.Line, new LineReader([.. text, (byte)'\n'], 0).Read(out var sample));
        var id = sample.Kind == ItemKind.SessionMeta
            ? ThreadId.Parse(Encoding.UTF8.GetString(sample.Payload.Slice(sample.Payload.IndexOf("\"id\":\""u8) + 6, 36)))
            : LogGenerator.Id;
        byte[] line = [.. text, (byte)'\n'];
        var delta = BuiltInFacts.NewDelta();
        var observer = ComposedProjection.BuiltInOnly.Observer;
        Allocation.AssertNone(() =>
        {
            delta.Reset(id, 0);
            var reader = new LineReader(line, 0);
            reader.Read(out var item);
            observer.Observe(in item, delta, default);
        });
        Assert.Equal(sample.Kind == ItemKind.ThreadStoreMetadata, !BuiltInFacts.Has(delta, "UpdatedAt"));
    }
}
