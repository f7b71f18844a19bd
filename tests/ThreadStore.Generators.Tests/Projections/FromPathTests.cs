using System;
using System.Linq;
using Xunit;

namespace ThreadStore.Generators.Projections;

/// <summary>The grammar of paths: what is one, what it means, and where a text stops being one.</summary>
public sealed class FromPathTests
{
    [Theory]
    [InlineData("turn_context")]
    [InlineData("*")]
    [InlineData("*:@timestamp")]
    [InlineData("*:@ordinal")]
    [InlineData("event_msg/task_started:@timestamp")]
    [InlineData("event_msg/user_message:message")]
    [InlineData("a/B-2.c_d:Key-1.key_2.3")]
    [InlineData("event_msg?item.type=UserMessage&v=1&thread_id=@thread&info:a.b")]
    [InlineData("response_item/message:content[]")]
    [InlineData("response_item/message:content[].text.value")]
    [InlineData("response_item/message:a.content[type=input text].b.text")]
    public void Parse_Path_IsWrittenBackAsItWas(string text)
    {
        var path = FromPath.Parse(text, out var error);
        Assert.Null(error);
        Assert.Equal(text, path!.ToString());
    }

    [Theory]
    [InlineData("", 0, "a line type")]
    [InlineData("Event", 0, "a line type")]
    [InlineData("event msg", 5, "' ' cannot stand here")]
    [InlineData("event_msg/", 10, "a payload type")]
    [InlineData("event_msg/a/b", 11, "'/' cannot stand here")]
    [InlineData("*/a", 1, "'*' takes no payload type")]
    [InlineData("*?a=b", 1, "'*' takes no payload type")]
    [InlineData("*:message", 2, "'*' gives '@timestamp'")]
    [InlineData("a?", 2, "a key")]
    [InlineData("a?b.", 4, "a key")]
    [InlineData("a?b=", 4, "a value")]
    [InlineData("a?b=@me", 4, "only '@thread'")]
    [InlineData("a?b[]=c", 3, "'[' cannot stand here")]
    [InlineData("a?b=c&:d", 6, "a key")]
    [InlineData("a:", 2, "a key")]
    [InlineData("a:@time", 2, "only '@timestamp' and '@ordinal'")]
    [InlineData("a:@timestamp.b", 12, "'.' cannot stand here")]
    [InlineData("a:b..c", 4, "a key")]
    [InlineData("a:b.$c", 4, "a key")]
    [InlineData("a:b[c].d", 5, "'=' is expected")]
    [InlineData("a:b[c=].d", 6, "a value")]
    [InlineData("a:b[c=d.e", 9, "']' is expected")]
    [InlineData("a:b[c=d]", 8, "a key must say")]
    [InlineData("a:b[].c[].d", 7, "not two")]
    [InlineData("a:b[]c", 5, "'c' cannot stand here")]
    [InlineData("a:b:c", 3, "':' cannot stand here")]
    [InlineData("a:b\0", 3, "cannot stand here")]
    public void Parse_NoPath_SaysWhereAndWhy(string text, int position, string message)
    {
        Assert.Null(FromPath.Parse(text, out var error));
        Assert.Equal(position, error!.Position);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", PathTest.Number)]
    [InlineData("-40", PathTest.Number)]
    [InlineData("0", PathTest.Number)]
    [InlineData("-", PathTest.Text)]
    [InlineData("007", PathTest.Text)]
    [InlineData("1.0", PathTest.Text)]
    [InlineData("1e3", PathTest.Text)]
    [InlineData("UserMessage", PathTest.Text)]
    [InlineData("@thread", PathTest.Thread)]
    public void Condition_OfAValue_ComparesAsTheValueIsWritten(string value, object test) =>
        Assert.Equal((PathTest)test, FromPath.Parse($"a?b={value}:c", out _)!.Conditions.Single().Test);

    [Fact]
    public void Condition_WithoutAValue_AsksThatThereIsOne()
    {
        var path = FromPath.Parse("a?b.c&d", out _)!;
        Assert.Equal(["b.c", "d"], path.Conditions.Select(static condition => string.Join('.', condition.Keys)));
        Assert.All(path.Conditions, static condition => Assert.Equal(PathTest.Exists, condition.Test));
        Assert.Equal(PathSource.None, path.Source);
        Assert.True(path.ReadsPayload);
    }

    [Fact]
    public void Array_IsTheStepBetweenTwoRunsOfKeys()
    {
        var path = FromPath.Parse("a:b.c[d=e].f.g", out _)!;
        Assert.Equal(["b", "c"], path.Keys);
        Assert.Equal(("d", "e"), (path.Array!.FilterKey, path.Array.FilterValue));
        Assert.Equal(["f", "g"], path.Array.Keys);
    }

    [Fact]
    public void Paths_OfEqualTexts_AreEqual()
    {
        Assert.Equal(FromPath.Parse("a/b?c=d:e[].f", out _), FromPath.Parse("a/b?c=d:e[].f", out _));
        Assert.NotEqual(FromPath.Parse("a/b?c=d:e[].f", out _), FromPath.Parse("a/b?c=d:e[].g", out _));
    }
}
