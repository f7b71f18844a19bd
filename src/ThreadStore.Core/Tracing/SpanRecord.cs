using System.Runtime.CompilerServices;

namespace ThreadStore.Tracing;

/// <summary>One span as values: what an open span fills, and what a place of the ring holds.</summary>
internal struct SpanRecord
{
    /// <summary>How many links are kept; further ones are only counted.</summary>
    internal const int MaxLinks = 8;

    /// <summary>Who may touch a place of the ring; see <see cref="SpanRing"/>.</summary>
    internal long Stamp;

    internal SpanShape Shape;
    internal TraceContext Context;
    internal ulong ParentId;
    internal long Start;
    internal long End;
    internal string? ErrorType;
    internal int Links;

    /// <summary>A bit per tag that was set: what stands in the other places is of an earlier span.</summary>
    internal byte Present;

    internal TagNumbers Numbers;
    internal TagTexts Texts;
    internal LinkContexts Linked;

    /// <summary>Takes over everything but the stamp; of tags and links only those that are set.</summary>
    internal void TakeOver(ref readonly SpanRecord from)
    {
        Shape = from.Shape;
        Context = from.Context;
        ParentId = from.ParentId;
        Start = from.Start;
        End = from.End;
        ErrorType = from.ErrorType;
        Links = from.Links;
        Present = from.Present;
        for (var i = 0; from.Present >> i != 0; i++)
        {
            if (from.Shape.Tags[i].Kind is SpanTagKind.Text)
            {
                Texts[i] = from.Texts[i];
            }
            else
            {
                Numbers[i] = from.Numbers[i];
            }
        }

        for (var i = 0; i < from.Links && i < MaxLinks; i++)
        {
            Linked[i] = from.Linked[i];
        }
    }

    [InlineArray(SpanShape.MaxTags)]
    internal struct TagNumbers
    {
        private long _first;
    }

    [InlineArray(SpanShape.MaxTags)]
    internal struct TagTexts
    {
        private string? _first;
    }

    [InlineArray(MaxLinks)]
    internal struct LinkContexts
    {
        private TraceContext _first;
    }
}
