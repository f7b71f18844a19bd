using System;
using System.ComponentModel;
using System.Diagnostics;

namespace ThreadStore.Tracing;

/// <summary>A span that has begun and not ended: what emitted scopes drive. Objects are kept per thread and used again.</summary>
/// <remarks>
/// <para>Whose child it is. Started with a parent: that one's, and a root when that one is invalid; <see cref="Activity.Current"/> is then never a
/// parent. Started without: the innermost span that is open on this thread, unless the host began an activity of its own inside it, then
/// that one. Spans do not follow a call to another thread by themselves; activities do, contexts can be handed on.</para>
/// <para>It becomes an <see cref="Activity"/> when a listener samples it, and a record when the flight recorder was on at its start; ids are the
/// activity's if there is one. One thread at a time, ended on the thread that began it, and not touched after its end.</para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class OpenSpan
{
    private readonly ThreadSpans _thread;
    private SpanRecord _record;
    private SpanRing? _ring;
    private Activity? _activity;

    // What was current when this span had begun: another one means that the host has begun or ended an activity since.
    private Activity? _ambient;

    // What was current before it began, and is again after it.
    private Activity? _before;
    private bool _isOpen;

    // Open for the thread's other spans to be children of.
    private bool _isAmbient;

    internal OpenSpan(ThreadSpans thread) => _thread = thread;

    /// <summary>The span's own context, for whoever works on its behalf elsewhere.</summary>
    public TraceContext Context => _record.Context;

    /// <summary>The next one in the list that it is in: of open or of spare ones.</summary>
    internal OpenSpan? Next { get; set; }

    /// <summary>Begins a span inside what is open on this thread. Null when nobody wants it.</summary>
    /// <param name="shape">What is declared.</param>
    public static OpenSpan? Start(SpanShape shape)
    {
        var thread = ThreadSpans.Current;
        var current = Activity.Current;
        var outer = OuterOf(thread, current);

        // An outer span that is the current activity needs no help, one that is no activity is named by its context.
        var isNamed = outer is { _activity: null };
        var parent = outer is not null ? outer.Context : current is not null ? TraceContext.From(current.Context) : default;
        var activities = shape.Source.Activities;
        var activity = !activities.HasListeners() ? null
            : isNamed ? StartActivity(shape, parent.ToActivityContext())
            : StartActivity(shape);
        return Open(thread, shape, parent, activity, current);
    }

    /// <summary>Begins a span as the child of another, whatever is ambient here. Null when nobody wants it.</summary>
    /// <param name="shape">What is declared.</param>
    /// <param name="parent">The other span; an invalid one makes this the root of a trace.</param>
    public static OpenSpan? Start(SpanShape shape, in TraceContext parent)
    {
        var current = Activity.Current;
        var activities = shape.Source.Activities;
        if (!activities.HasListeners())
        {
            return Open(ThreadSpans.Current, shape, parent, activity: null, current);
        }

        if (parent.IsValid)
        {
            var child = StartActivity(shape, parent.ToActivityContext());
            return Open(ThreadSpans.Current, shape, parent, child, current);
        }

        // Without a parent .NET would take the current activity: it is out of sight while the root begins, and comes back at its end.
        Activity.Current = null;
        var root = StartActivity(shape);
        if (root is null)
        {
            Activity.Current = current;
        }

        return Open(ThreadSpans.Current, shape, default, root, current);
    }

    /// <summary>Begins a span inside what is open on this thread, for the recorder alone. Null when that is off.</summary>
    /// <param name="shape">What is declared.</param>
    public static OpenSpan? Record(SpanShape shape) => Record(shape, Ambient);

    /// <summary>Begins a span as the child of another, for the recorder alone. Null when that is off.</summary>
    /// <param name="shape">What is declared.</param>
    /// <param name="parent">The other span; an invalid one makes this the root of a trace.</param>
    public static OpenSpan? Record(SpanShape shape, in TraceContext parent)
    {
        if (FlightRecorder.Ring is not { } ring)
        {
            return null;
        }

        var span = ThreadSpans.Current.Rent();
        span.Begin(shape, parent, activity: null);
        span._ring = ring;
        span._isOpen = true;
        span._record.Start = Stopwatch.GetTimestamp();
        return span;
    }

    /// <summary>What a span that began here now would be the child of.</summary>
    internal static TraceContext Ambient
    {
        get
        {
            var current = Activity.Current;
            return OuterOf(ThreadSpans.Current, current) is { } outer ? outer.Context
                : current is not null ? TraceContext.From(current.Context)
                : default;
        }
    }

    // An activity that the host began inside our span is nearer than our span.
    private static OpenSpan? OuterOf(ThreadSpans thread, Activity? current)
    {
        var outer = thread.Innermost;
        return outer is not null && current is not null && !ReferenceEquals(current, outer._ambient) ? null : outer;
    }

    /// <summary>Moves the beginning back to when the work began.</summary>
    /// <param name="timestamp">What <see cref="Stopwatch.GetTimestamp"/> said then; 0 leaves the beginning where it is.</param>
    public void BeganAt(long timestamp)
    {
        if (timestamp == 0)
        {
            return;
        }

        _record.Start = timestamp;
        _activity?.SetStartTime(_activity.StartTimeUtc - Stopwatch.GetElapsedTime(timestamp));
    }

    /// <summary>Ends the span and hands it to the recorder.</summary>
    public void End()
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        if (_ring is { } ring)
        {
            _record.End = Stopwatch.GetTimestamp();
            ring.Write(in _record);
            _ring = null;
        }

        if (_activity is not null)
        {
            EndActivity(_activity);
        }

        _ambient = null;
        _before = null;
        if (_isAmbient)
        {
            _isAmbient = false;
            _thread.Close(this);
        }
        else
        {
            _thread.Return(this);
        }
    }

    private static OpenSpan? Open(ThreadSpans thread, SpanShape shape, in TraceContext parent, Activity? activity, Activity? before)
    {
        var ring = FlightRecorder.Ring;
        if (activity is null && ring is null)
        {
            return null;
        }

        var span = thread.Rent();
        span.Begin(shape, parent, activity);
        span._ring = ring;
        span._activity = activity;
        span._ambient = activity ?? before;
        span._before = before;
        span._isOpen = true;
        span._isAmbient = true;
        thread.Open(span);

        // Last, so that what beginning costs is not the span's.
        span._record.Start = ring is null ? 0 : Stopwatch.GetTimestamp();
        return span;
    }

    private void Begin(SpanShape shape, in TraceContext parent, Activity? activity)
    {
        _record.Shape = shape;
        _record.Present = 0;
        _record.Links = 0;
        _record.ErrorType = null;
        if (activity is { IdFormat: ActivityIdFormat.W3C })
        {
            Span<byte> id = stackalloc byte[8];
            activity.ParentSpanId.CopyTo(id);
            _record.ParentId = TraceHex.FromBytes(id);
            _record.Context = TraceContext.From(activity.Context);
        }
        else if (parent.IsValid)
        {
            _record.ParentId = parent.SpanId;
            _record.Context = new TraceContext(parent.TraceHigh, parent.TraceLow, _thread.NextId(), parent.Flags);
        }
        else
        {
            _record.ParentId = 0;
            _record.Context = new TraceContext(_thread.NextId(), _thread.NextId(), _thread.NextId(), flags: 0);
        }
    }

    // What a listener throws is its own: the work that the span is of must not fail by it.
    private static Activity? StartActivity(SpanShape shape, ActivityContext parent = default)
    {
        var current = Activity.Current;
        try
        {
            return parent == default
                ? shape.Source.Activities.StartActivity(shape.Name, shape.Kind)
                : shape.Source.Activities.StartActivity(shape.Name, shape.Kind, parent);
        }
        catch (Exception)
        {
            ListenerFaults.Add();
            Activity.Current = current;
            return null;
        }
    }

    private static void Stop(Activity activity)
    {
        try
        {
            activity.Stop();
        }
        catch (Exception)
        {
            ListenerFaults.Add();
        }
    }

    private void EndActivity(Activity activity)
    {
        if (_record.Links > SpanRecord.MaxLinks)
        {
            activity.SetTag(SpanNames.LinksDropped, (long)(_record.Links - SpanRecord.MaxLinks));
        }

        Stop(activity);
        _activity = null;

        // .NET brings back what was current, but for what was hidden from a root, and for what a listener's exception kept it from.
        Activity.Current = _before;
    }
}
