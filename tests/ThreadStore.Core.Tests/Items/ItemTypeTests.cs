using System.Text;
using Xunit;

namespace ThreadStore.Items;

public class ItemTypeTests
{
    [Theory]
    [InlineData("session_meta", ItemKind.SessionMeta)]
    [InlineData("response_item", ItemKind.ResponseItem)]
    [InlineData("event_msg", ItemKind.EventMsg)]
    [InlineData("turn_context", ItemKind.TurnContext)]
    [InlineData("compacted", ItemKind.Compacted)]
    [InlineData("world_state", ItemKind.WorldState)]
    [InlineData("inter_agent_communication", ItemKind.InterAgentCommunication)]
    [InlineData("inter_agent_communication_metadata", ItemKind.InterAgentCommunicationMetadata)]
    [InlineData("token_usage_record", ItemKind.TokenUsageRecord)]
    [InlineData("threadstore_metadata", ItemKind.ThreadStoreMetadata)]
    public void FromName_KnownName_IsTheOneInstance(string name, object kind)
    {
        var type = ItemType.FromName(name);
        Assert.Equal(kind, type.Kind);
        Assert.Equal(name, type.Name);
        Assert.Equal(name, Encoding.UTF8.GetString(type.Utf8Name));
        Assert.Same(type, ItemType.FromName(name));
        Assert.Same(type, ItemType.FromUtf8(Encoding.UTF8.GetBytes(name)));
    }

    [Theory]
    [InlineData("realtime_item")]
    [InlineData("session_metb")]
    [InlineData("x")]
    public void FromName_OtherName_IsKept(string name)
    {
        var type = ItemType.FromName(name);
        Assert.Equal(ItemKind.Unknown, type.Kind);
        Assert.Equal(name, type.Name);
        Assert.Equal(type, ItemType.FromName(name));
        Assert.NotEqual(type, ItemType.EventMsg);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Event_msg")]
    [InlineData("event-msg")]
    [InlineData("event msg")]
    [InlineData("ev\"ent")]
    [InlineData("événement")]
    [InlineData("a\n")]
    public void FromName_NotAName_IsRefused(string name) => Assert.Throws<InvalidRequestException>(() => ItemType.FromName(name));

    [Fact]
    public void FromName_TooLong_IsRefused()
    {
        Assert.Equal(64, ItemType.FromName(new string('a', 64)).Name.Length);
        Assert.Throws<InvalidRequestException>(() => ItemType.FromName(new string('a', 65)));
    }
}
