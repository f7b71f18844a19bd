using System.Text;
using Xunit;

namespace ThreadStore.Items;

public class PersistencePolicyTests
{
    [Theory]
    [InlineData("token_count", true, true)]
    [InlineData("task_started", true, true)]
    [InlineData("task_complete", true, true)]
    [InlineData("turn_aborted", true, true)]
    [InlineData("thread_settings_applied", true, true)]
    [InlineData("thread_goal_updated", true, true)]
    [InlineData("thread_rolled_back", true, true)]
    [InlineData("thread_name_updated", true, true)]
    [InlineData("user_message", true, false)]
    [InlineData("agent_message", true, false)]
    [InlineData("agent_reasoning", true, false)]
    [InlineData("agent_reasoning_raw_content", true, false)]
    [InlineData("entered_review_mode", true, false)]
    [InlineData("exited_review_mode", true, false)]
    [InlineData("patch_apply_end", true, false)]
    [InlineData("mcp_tool_call_end", true, false)]
    [InlineData("web_search_end", true, false)]
    [InlineData("image_generation_end", true, false)]
    [InlineData("context_compacted", true, false)]
    [InlineData("sub_agent_activity", true, false)]
    [InlineData("item_completed", false, true)]
    [InlineData("agent_message_delta", false, false)]
    [InlineData("exec_command_begin", false, false)]
    [InlineData("exec_command_output_delta", false, false)]
    [InlineData("exec_approval_request", false, false)]
    [InlineData("warning", false, false)]
    [InlineData("mcp_startup_update", false, false)]
    [InlineData("shutdown_complete", false, false)]
    [InlineData("item_started", false, false)]
    public void IsPersisted_Event_FollowsTheMode(string type, bool legacy, bool paginated)
    {
        var payload = Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"x\":1}}");
        Assert.Equal(legacy, PersistencePolicy.IsPersisted(ItemKind.EventMsg, payload, HistoryMode.Legacy));
        Assert.Equal(paginated, PersistencePolicy.IsPersisted(ItemKind.EventMsg, payload, HistoryMode.Paginated));
    }

    [Theory]
    [InlineData("Plan", true)]
    [InlineData("Sleep", true)]
    [InlineData("UserMessage", false)]
    [InlineData("AgentMessage", false)]
    public void IsPersisted_CompletedItemInLegacy_KeepsPlansAndSleeps(string item, bool expected)
    {
        var payload = Encoding.UTF8.GetBytes($"{{\"type\":\"item_completed\",\"turn_id\":\"t\",\"item\":{{\"id\":\"x\",\"type\":\"{item}\"}}}}");
        Assert.Equal(expected, PersistencePolicy.IsPersisted(ItemKind.EventMsg, payload, HistoryMode.Legacy));
        Assert.True(PersistencePolicy.IsPersisted(ItemKind.EventMsg, payload, HistoryMode.Paginated));
    }

    [Theory]
    [InlineData("message", true)]
    [InlineData("function_call", true)]
    [InlineData("additional_tools", true)]
    [InlineData("compaction_trigger", false)]
    [InlineData("other", false)]
    public void IsPersisted_ResponseItem_LeavesOutTriggersAndOther(string type, bool expected) =>
        Assert.Equal(
            expected,
            PersistencePolicy.IsPersisted(ItemKind.ResponseItem, Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\"}}"), HistoryMode.Paginated));

    [Theory]
    [InlineData(ItemKind.SessionMeta)]
    [InlineData(ItemKind.TurnContext)]
    [InlineData(ItemKind.Compacted)]
    [InlineData(ItemKind.WorldState)]
    [InlineData(ItemKind.InterAgentCommunication)]
    [InlineData(ItemKind.InterAgentCommunicationMetadata)]
    [InlineData(ItemKind.TokenUsageRecord)]
    [InlineData(ItemKind.ThreadStoreMetadata)]
    [InlineData(ItemKind.Unknown)]
    public void IsPersisted_OtherKinds_Always(object kind) =>
        Assert.True(PersistencePolicy.IsPersisted((ItemKind)kind, "{}"u8, HistoryMode.Legacy));

    [Fact]
    public void IsPersisted_BrokenEvent_IsFalse() =>
        Assert.False(PersistencePolicy.IsPersisted(ItemKind.EventMsg, "{\"type\":\"item_completed\",\"item\":{"u8, HistoryMode.Legacy));
}
