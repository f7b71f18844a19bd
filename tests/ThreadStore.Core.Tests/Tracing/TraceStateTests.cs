using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Xunit;

namespace ThreadStore.Tracing;

/// <summary>The law: one bad member makes the list invalid; a valid list is passed on in its order, newest first, never cut within a member.</summary>
public sealed class TraceStateTests
{
    private static readonly string s_longKey = new('z', 256);

    [Theory]
    [InlineData("", "")]
    [InlineData("foo=1", "foo=1")]
    [InlineData("foo=1,bar=2", "foo=1,bar=2")]
    [InlineData("foo=1 , \t bar=2, \t baz=3", "foo=1,bar=2,baz=3")]
    [InlineData(" foo=1 ", "foo=1")]
    [InlineData("foo=1\t,\tbar=2", "foo=1,bar=2")]
    [InlineData(",", "")]
    [InlineData("foo=1,", "foo=1")]
    [InlineData("foo=1,,bar=2", "foo=1,bar=2")]
    [InlineData(" , ,foo=1, ,", "foo=1")]
    [InlineData("foo=1,foo=1", "foo=1")]
    [InlineData("foo=1,bar=2,foo=3", "foo=1,bar=2")]
    [InlineData("foo=1,foobar=2,fo=3", "foo=1,foobar=2,fo=3")]
    [InlineData("foo=1;", "foo=1;")]
    [InlineData("foo= 1", "foo= 1")]
    [InlineData("foo= in the middle ", "foo= in the middle")]
    [InlineData("0foo=1", "0foo=1")]
    [InlineData("foo-_*/@bar=1", "foo-_*/@bar=1")]
    [InlineData("t@v=1,0t@0v=2", "t@v=1,0t@0v=2")]
    [InlineData("foo=!\"#$%&'()*+-./:;<>?@[\\]^_`{|}~", "foo=!\"#$%&'()*+-./:;<>?@[\\]^_`{|}~")]
    public void TryParse_Valid_GivesTheMembersInOrder(string text, string canonical)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.True(TraceState.IsValid(bytes));
        Assert.True(TraceState.TryParse(bytes, out var state));
        Assert.Equal(canonical, string.Join(',', Members(state)));
        Assert.Equal(Members(state).Count, state.Count);
        Assert.Equal(canonical.Length == 0, state.IsEmpty);
        Assert.Equal(canonical, Format(state, TraceState.PropagatedLength));
    }

    [Theory]
    [InlineData("foo")]
    [InlineData("foo=")]
    [InlineData("foo= ")]
    [InlineData("=1")]
    [InlineData("=")]
    [InlineData("foo=1=2")]
    [InlineData("foo =1")]
    [InlineData("FOO=1")]
    [InlineData("fOo=1")]
    [InlineData("foo.bar=1")]
    [InlineData("foo\tbar=1")]
    [InlineData("@foo=1")]
    [InlineData("_foo=1")]
    [InlineData("-foo=1")]
    [InlineData("*foo=1")]
    [InlineData("/foo=1")]
    [InlineData("foo=bar\u007f")]
    [InlineData("foo=\u0001")]
    [InlineData("foo=a\tb")]
    [InlineData("foo=ä")]
    [InlineData("fö=1")]
    [InlineData("foo=1,bar")]
    [InlineData("foo=1\nbar=2")]
    public void TryParse_Invalid_IsDroppedAsAWhole(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.False(TraceState.IsValid(bytes));
        Assert.False(TraceState.TryParse(bytes, out var state));
        Assert.Equal(0, state.Count);
    }

    [Fact]
    public void TryParse_KeysAndValues_MayHave256Bytes()
    {
        Assert.True(TraceState.IsValid(Encoding.UTF8.GetBytes($"{s_longKey}=1")));
        Assert.False(TraceState.IsValid(Encoding.UTF8.GetBytes($"{s_longKey}z=1")));
        Assert.True(TraceState.IsValid(Encoding.UTF8.GetBytes($"a={s_longKey}")));
        Assert.False(TraceState.IsValid(Encoding.UTF8.GetBytes($"a={s_longKey}z")));
        Assert.True(TraceState.IsValid(Encoding.UTF8.GetBytes($"{new string('t', 241)}@{new string('v', 14)}=1")));
    }

    [Fact]
    public void TryParse_32MembersAreAList_33AreNone()
    {
        Assert.True(TraceState.TryParse(Numbered(32), out var state));
        Assert.Equal(32, state.Count);
        Assert.False(TraceState.IsValid(Numbered(33)));
        Assert.True(TraceState.IsValid([.. ",,,, , "u8, .. Numbered(32)]));
    }

    [Fact]
    public void TryGet_FindsTheNewest()
    {
        Assert.True(TraceState.TryParse("a=1,bb=2,b=3,a=4"u8, out var state));
        Assert.True(state.TryGet("a"u8, out var value) && value.SequenceEqual("1"u8));
        Assert.True(state.TryGet("b"u8, out value) && value.SequenceEqual("3"u8));
        Assert.False(state.TryGet("c"u8, out _));
    }

    [Fact]
    public void Format_IntoTooLittleRoom_LeavesOutLongMembersThenTheOldest()
    {
        var longMember = $"long={new string('x', 130)}";
        Assert.True(TraceState.TryParse(Encoding.UTF8.GetBytes($"a=1,{longMember},b=2,c=3"), out var state));
        Assert.Equal($"a=1,{longMember},b=2,c=3", Format(state, 12 + longMember.Length));
        Assert.Equal("a=1,b=2,c=3", Format(state, 11 + longMember.Length));
        Assert.Equal("a=1,b=2,c=3", Format(state, 11));
        Assert.Equal("a=1,b=2", Format(state, 10));
        Assert.Equal("a=1", Format(state, 3));
        Assert.Equal("", Format(state, 2));
    }

    [Fact]
    public void TryFormatWith_PutsOnesOwnInFrontOnce()
    {
        Assert.True(TraceState.TryParse("a=1,b=2,c=3"u8, out var state));
        Assert.Equal("b=9,a=1,c=3", FormatWith(state, "b", "9", 512));
        Assert.Equal("n=9,a=1,b=2,c=3", FormatWith(state, "n", "9", 15));
        Assert.Equal("n=9,a=1,b=2", FormatWith(state, "n", "9", 14));
        Assert.Equal("n=9", FormatWith(state, "n", "9", 6));
        Assert.Equal("n=9", FormatWith(default, "n", "9", 3));
        Assert.Null(FormatWith(state, "n", "9", 2));
        Assert.Null(FormatWith(state, "N", "9", 512));
        Assert.Null(FormatWith(state, "n", "9,", 512));
    }

    [Fact]
    public void TryFormatWith_OfAFullList_DropsTheOldest()
    {
        Assert.True(TraceState.TryParse(Numbered(32), out var state));
        Assert.True(TraceState.TryParse(Encoding.UTF8.GetBytes(FormatWith(state, "own", "1", 4096)!), out var grown));
        Assert.Equal(32, grown.Count);
        Assert.False(grown.TryGet("k31"u8, out _));
        Assert.True(grown.TryGet("k30"u8, out _));
    }

    private static byte[] Numbered(int count) => Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, count).Select(static index => $"k{index}={index}")));

    private static List<string> Members(TraceState state)
    {
        var members = new List<string>();
        foreach (var member in state)
        {
            members.Add(Encoding.UTF8.GetString(member.Key) + "=" + Encoding.UTF8.GetString(member.Value));
        }

        return members;
    }

    private static string Format(TraceState state, int room)
    {
        var bytes = new byte[room];
        return Encoding.UTF8.GetString(bytes, 0, state.Format(bytes));
    }

    private static string? FormatWith(TraceState state, string key, string value, int room)
    {
        var bytes = new byte[room];
        return state.TryFormatWith(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value), bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }
}
