using System.Text;
using Xunit;

namespace ThreadStore.Items;

public class PayloadTests
{
    [Theory]
    [InlineData("{}", true)]
    [InlineData("{\"a\":\"\u007f é 😀\"}", true)]
    [InlineData("", false)]
    [InlineData("{", false)]
    [InlineData("}", false)]
    [InlineData("[]", false)]
    [InlineData(" {}", false)]
    [InlineData("{} ", false)]
    [InlineData("{\"a\":1}\n", false)]
    [InlineData("{\"a\":\n1}", false)]
    [InlineData("{\"a\":\t1}", false)]
    [InlineData("{\"a\":\"\0\"}", false)]
    [InlineData("{\"a\":\"\u001f\"}", false)]
    public void IsPlausibleObject_ByBracesAndControls(string payload, bool expected) =>
        Assert.Equal(expected, PayloadCheck.IsPlausibleObject(Encoding.UTF8.GetBytes(payload)));

    [Fact]
    public void IsPlausibleObject_LineFeedAnywhere_IsFalse()
    {
        for (var at = 1; at < 299; at++)
        {
            var payload = Encoding.UTF8.GetBytes("{" + new string('x', 298) + "}");
            Assert.True(PayloadCheck.IsPlausibleObject(payload));
            payload[at] = (byte)'\n';
            Assert.False(PayloadCheck.IsPlausibleObject(payload));
        }
    }

    [Theory]
    [InlineData("{\"type\":\"token_count\",\"x\":1}", "token_count")]
    [InlineData("{\"x\":{\"type\":\"inner\"},\"type\":\"outer\"}", "outer")]
    [InlineData("{ \"type\" : \"spaced\" }", "spaced")]
    [InlineData("{\"type\":7}", "")]
    [InlineData("{\"x\":\"type\"}", "")]
    [InlineData("{}", "")]
    [InlineData("", "")]
    [InlineData("{\"type\":\"cut", "")]
    [InlineData("{\"x\":[1,", "")]
    [InlineData("[\"type\"]", "")]
    [InlineData("{\"x\":[1,2],\"t\\u0079pe\":\"escaped\"}", "escaped")]
    [InlineData("{\"type\":\"with \\n\"}", "with \\n")]
    [InlineData("{\"x\":[1,2}],\"type\":\"unreachable\"}", "")]
    public void Find_TopLevelType_OrNothing(string payload, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(PayloadType.Find(Encoding.UTF8.GetBytes(payload))));
}
