using System;
using System.Diagnostics;
using System.Text;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Tracing;

/// <summary>The law: what W3C calls valid is read to the bit and written back the same; everything else is ignored as a whole.</summary>
public sealed class TraceContextTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "b7ad6b7169203331";
    private const string Valid = $"00-{Trace}-{Span}-01";

    private static readonly TraceContext s_context = new(0x0af7651916cd43dd, 0x8448eb211c80319c, 0xb7ad6b7169203331, 1);

    [Theory]
    [InlineData(Valid, 1)]
    [InlineData($"00-{Trace}-{Span}-00", 0)]
    [InlineData($"00-{Trace}-{Span}-02", 2)]
    [InlineData($"00-{Trace}-{Span}-03", 3)]
    [InlineData($"00-{Trace}-{Span}-ff", 3)]
    [InlineData($"00-{Trace}-{Span}-fc", 0)]
    [InlineData($"01-{Trace}-{Span}-01", 1)]
    [InlineData($"cc-{Trace}-{Span}-01-what-the-future-will-be-like", 1)]
    [InlineData($"cc-{Trace}-{Span}-01-", 1)]
    [InlineData($"fe-{Trace}-{Span}-01", 1)]
    public void TryParse_Valid_GivesIdsAndKnownFlags(string text, byte flags)
    {
        Assert.True(TraceContext.TryParse(Encoding.UTF8.GetBytes(text), out var context));
        Assert.Equal(new TraceContext(s_context.TraceHigh, s_context.TraceLow, s_context.SpanId, flags), context);
        Assert.Equal((flags & 1) != 0, context.IsSampled);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData($"ff-{Trace}-{Span}-01")]
    [InlineData($"ff-{Trace}-{Span}-01-what-the-future-will-be-like")]
    [InlineData($"0-{Trace}-{Span}-01")]
    [InlineData($"000-{Trace}-{Span}-01")]
    [InlineData($".0-{Trace}-{Span}-01")]
    [InlineData($"0G-{Trace}-{Span}-01")]
    [InlineData($"CC-{Trace}-{Span}-01")]
    [InlineData($"00-{Trace}-{Span}-01-what-the-future-will-not-be-like")]
    [InlineData($"00-{Trace}-{Span}-01-")]
    [InlineData($"00-{Trace}-{Span}-01 ")]
    [InlineData($" 00-{Trace}-{Span}-01")]
    [InlineData($"cc-{Trace}-{Span}-01.what-the-future-will-not-be-like")]
    [InlineData($"cc-{Trace}-{Span}-011")]
    [InlineData($"00-00000000000000000000000000000000-{Span}-01")]
    [InlineData($"00-{Trace}-0000000000000000-01")]
    [InlineData($"00-.af7651916cd43dd8448eb211c80319c-{Span}-01")]
    [InlineData($"00-0AF7651916CD43DD8448EB211C80319C-{Span}-01")]
    [InlineData($"00-0af7651916cd43dd8448eb211c80319-{Span}-01")]
    [InlineData($"00-0af7651916cd43dd8448eb211c80319cd-{Span}-01")]
    [InlineData($"00-{Trace}-.7ad6b7169203331-01")]
    [InlineData($"00-{Trace}-B7AD6B7169203331-01")]
    [InlineData($"00-{Trace}-b7ad6b716920333-01")]
    [InlineData($"00-{Trace}-b7ad6b71692033311-01")]
    [InlineData($"00-{Trace}-{Span}-.0")]
    [InlineData($"00-{Trace}-{Span}-0.")]
    [InlineData($"00-{Trace}-{Span}-0A")]
    [InlineData($"00-{Trace}-{Span}-1")]
    [InlineData($"00-{Trace}-{Span}-001")]
    [InlineData($"00_{Trace}-{Span}-01")]
    [InlineData($"00-{Trace}_{Span}-01")]
    [InlineData($"00-{Trace}-{Span}_01")]
    [InlineData("00-0af7651916cd43dd8448eb211c8031é-b7ad6b7169203331-01")]
    public void TryParse_Invalid_GivesNothing(string text)
    {
        Assert.False(TraceContext.TryParse(Encoding.UTF8.GetBytes(text), out var context));
        Assert.Equal(default, context);
    }

    [Fact]
    public void TryParse_EveryByteOfAValidOneDamaged_IsNeverReadAsTheSame()
    {
        var text = Encoding.UTF8.GetBytes(Valid);
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var damage in "\0 gG~"u8)
            {
                var damaged = text.AsSpan().ToArray();
                damaged[i] = damage;
                Assert.False(TraceContext.TryParse(damaged, out _));
            }

            Assert.False(TraceContext.TryParse(text.AsSpan(0, i), out _));
        }
    }

    [Fact]
    public void TryFormat_WritesWhatWasRead()
    {
        var text = new byte[TraceContext.TraceParentLength];
        Assert.True(s_context.TryFormat(text, out var length));
        Assert.Equal(Valid, Encoding.UTF8.GetString(text, 0, length));
        Assert.Equal(Valid, s_context.ToString());
    }

    [Fact]
    public void TryFormat_OfAnInvalidOneOrIntoTooLittleRoom_WritesNothing()
    {
        var text = new byte[TraceContext.TraceParentLength];
        Assert.False(s_context.TryFormat(text.AsSpan(1), out var length));
        Assert.Equal(0, length);
        Assert.False(default(TraceContext).TryFormat(text, out _));
        Assert.False(new TraceContext(1, 2, 0, 0).TryFormat(text, out _));
        Assert.False(new TraceContext(0, 0, 1, 0).TryFormat(text, out _));
        Assert.Equal(new byte[text.Length], text);
    }

    [Fact]
    public void ActivityContext_ThereAndBack_IsTheSame()
    {
        var activity = s_context.ToActivityContext();
        Assert.Equal(Trace, activity.TraceId.ToHexString());
        Assert.Equal(Span, activity.SpanId.ToHexString());
        Assert.Equal(ActivityTraceFlags.Recorded, activity.TraceFlags);
        Assert.Equal(s_context, TraceContext.From(activity));
        Assert.Equal(default, default(TraceContext).ToActivityContext());
        Assert.Equal(default, TraceContext.From(default));
    }

    [Fact]
    public void Equality_IsOfAllFourParts()
    {
        var same = new TraceContext(s_context.TraceHigh, s_context.TraceLow, s_context.SpanId, s_context.Flags);
        Assert.True(same == s_context);
        Assert.Equal(same.GetHashCode(), s_context.GetHashCode());
        Assert.True(s_context != new TraceContext(0, s_context.TraceLow, s_context.SpanId, 1));
        Assert.True(s_context != new TraceContext(s_context.TraceHigh, 0, s_context.SpanId, 1));
        Assert.True(s_context != new TraceContext(s_context.TraceHigh, s_context.TraceLow, 0, 1));
        Assert.True(s_context != new TraceContext(s_context.TraceHigh, s_context.TraceLow, s_context.SpanId, 0));
    }

    [Fact]
    public void Headers_AnInvalidStateIsDroppedAlone_AnInvalidParentTakesBoth()
    {
        var parent = Encoding.UTF8.GetBytes(Valid);
        Assert.True(TraceContext.TryParse(parent, "foo=1,bar=2"u8, out var context, out var state));
        Assert.Equal((s_context, 2), (context, state.Count));
        Assert.True(TraceContext.TryParse(parent, "foo=1,bar"u8, out context, out state));
        Assert.Equal((s_context, 0), (context, state.Count));
        Assert.False(TraceContext.TryParse("00"u8, "foo=1"u8, out context, out state));
        Assert.Equal((default, 0), (context, state.Count));
    }

    [Fact]
    public void ParseAndFormat_AllocateNothing()
    {
        var text = Encoding.UTF8.GetBytes(Valid);
        var room = new byte[512];
        Allocation.AssertNone(() =>
        {
            _ = TraceContext.TryParse(text, "foo=1 , bar=2,,foo=3"u8, out var context, out var state)
                && context.TryFormat(room, out _) && state.TryGet("bar"u8, out _) && state.TryFormatWith("own"u8, "1"u8, room, out _);
        });
    }
}
