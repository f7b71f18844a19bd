using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;

namespace ThreadStore.Tracing;

/// <summary>Where the spans of emitted code go: an <see cref="ActivitySource"/>, and the flight recorder.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TraceSource
{
    // By name and version in one text: that kind of dictionary is compiled with the runtime, and this is part of every first open.
    private static readonly Dictionary<string, TraceSource> s_sources = new(StringComparer.Ordinal);

    private TraceSource(string name, string version) => Activities = new ActivitySource(name, version);

    /// <summary>True when a span that starts now would reach anybody. The one check on the path of a span that does not.</summary>
    public bool IsEnabled => FlightRecorder.IsOn || Activities.HasListeners();

    /// <summary>The source of .NET, one per name and version however many classes declare spans for it.</summary>
    internal ActivitySource Activities { get; }

    /// <summary>The source of that name and version.</summary>
    /// <param name="name">What a listener subscribes to.</param>
    /// <param name="version">The version of the assembly whose spans these are.</param>
    public static TraceSource Of(string name, string version)
    {
        var key = $"{name}\n{version}";
        lock (s_sources)
        {
            if (!s_sources.TryGetValue(key, out var source))
            {
                source = new TraceSource(name, version);
                s_sources.Add(key, source);
            }

            return source;
        }
    }
}
