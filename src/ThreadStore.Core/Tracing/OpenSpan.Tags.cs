using System;
using System.Diagnostics;

namespace ThreadStore.Tracing;

// What a span is told while it is open. A value becomes an object only when there is an activity that wants it.
public sealed partial class OpenSpan
{
    /// <summary>Sets a tag of kind <see cref="SpanTagKind.Whole"/>.</summary>
    /// <param name="tag">Its place in the declaration.</param>
    /// <param name="value">Its value.</param>
    public void Set(int tag, long value)
    {
        SetNumber(tag, value);
        if (_activity is { IsAllDataRequested: true } activity)
        {
            activity.SetTag(NameOf(tag), value);
        }
    }

    /// <summary>Sets a tag of kind <see cref="SpanTagKind.Natural"/>.</summary>
    /// <param name="tag">Its place in the declaration.</param>
    /// <param name="value">Its value.</param>
    public void Set(int tag, ulong value)
    {
        SetNumber(tag, unchecked((long)value));
        if (_activity is { IsAllDataRequested: true } activity)
        {
            activity.SetTag(NameOf(tag), value);
        }
    }

    /// <summary>Sets a tag of kind <see cref="SpanTagKind.Real"/>.</summary>
    /// <param name="tag">Its place in the declaration.</param>
    /// <param name="value">Its value.</param>
    public void Set(int tag, double value)
    {
        SetNumber(tag, BitConverter.DoubleToInt64Bits(value));
        if (_activity is { IsAllDataRequested: true } activity)
        {
            activity.SetTag(NameOf(tag), value);
        }
    }

    /// <summary>Sets a tag of kind <see cref="SpanTagKind.Truth"/>.</summary>
    /// <param name="tag">Its place in the declaration.</param>
    /// <param name="value">Its value.</param>
    public void Set(int tag, bool value)
    {
        SetNumber(tag, value ? 1 : 0);
        if (_activity is { IsAllDataRequested: true } activity)
        {
            activity.SetTag(NameOf(tag), value);
        }
    }

    /// <summary>Sets a tag of kind <see cref="SpanTagKind.Text"/>. The recorder keeps the reference: a constant, or a string that lives anyway.</summary>
    /// <param name="tag">Its place in the declaration.</param>
    /// <param name="value">Its value; null sets nothing.</param>
    public void Set(int tag, string? value)
    {
        if (value is null)
        {
            return;
        }

        _record.Texts[tag] = value;
        _record.Present |= (byte)(1 << tag);
        if (_activity is { IsAllDataRequested: true } activity)
        {
            activity.SetTag(NameOf(tag), value);
        }
    }

    /// <summary>Links another span that this one also works for: the first 8 by name, further ones by number only. An invalid context is no link.</summary>
    /// <param name="context">The other span.</param>
    public void AddLink(in TraceContext context)
    {
        if (!context.IsValid)
        {
            return;
        }

        if (_record.Links < SpanRecord.MaxLinks)
        {
            _record.Linked[_record.Links] = context;
            if (_activity is { IsAllDataRequested: true } activity)
            {
                activity.AddLink(new ActivityLink(context.ToActivityContext()));
            }
        }

        _record.Links++;
    }

    /// <summary>Marks the span as failed.</summary>
    /// <param name="errorType">The kind of failure: a constant of low cardinality.</param>
    public void Fail(string errorType)
    {
        _record.ErrorType = errorType;
        if (_activity is not null)
        {
            _activity.SetStatus(ActivityStatusCode.Error, errorType);
            _activity.SetTag(SpanNames.ErrorType, errorType);
        }
    }

    private void SetNumber(int tag, long value)
    {
        _record.Numbers[tag] = value;
        _record.Present |= (byte)(1 << tag);
    }

    private string NameOf(int tag) => _record.Shape.Tags[tag].Name;
}
