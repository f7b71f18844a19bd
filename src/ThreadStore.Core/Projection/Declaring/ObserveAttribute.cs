using System;

namespace ThreadStore.Projection.Declaring;

/// <summary>
/// Makes a static method <c>void M(ref JsonCursor payload, ref Delta delta)</c> look at lines itself, for rules that need several values
/// together. It must be a function of the line alone. Repeatable.
/// </summary>
/// <remarks>
/// The method runs under the thread's append gate, or on a reader of catch-up: it must be short. What it throws is counted as a fault and
/// ends the line: what was set before stays, and nothing else is looked for. So it should read all it wants before it sets anything, and
/// set nothing when the payload is broken.
/// </remarks>
/// <param name="lines"><c>type</c> or <c>type/payloadType</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ObserveAttribute(string lines) : Attribute
{
    /// <summary>Which lines.</summary>
    public string Lines { get; } = lines;
}
