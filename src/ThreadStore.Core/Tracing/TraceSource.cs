using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace ThreadStore.Tracing;

/// <summary>Where the spans of emitted code go: an <see cref="ActivitySource"/>, and the flight recorder.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TraceSource
{
    private static readonly ConcurrentDictionary<(string Name, string Version), TraceSource> s_sources = new();

    private TraceSource(string name, string version) => Activities = new ActivitySource(name, version);

    /// <summary>True when a span that starts now would reach anybody. The one check on the path of a span that does not.</summary>
    public bool IsEnabled => FlightRecorder.IsOn || Activities.HasListeners();

    /// <summary>The source of .NET, one per name and version however many classes declare spans for it.</summary>
    internal ActivitySource Activities { get; }

    /// <summary>The source of that name and version.</summary>
    /// <param name="name">What a listener subscribes to.</param>
    /// <param name="version">The version of the assembly whose spans these are.</param>
    public static TraceSource Of(string name, string version) =>
        s_sources.GetOrAdd((name, version), static key => new TraceSource(key.Name, key.Version));
}
