using System;

namespace ThreadStore.Tracing;

/// <summary>
/// Makes a parameter of a <see cref="TraceSpanAttribute"/> method the time at which the span began, for work that ends on another thread than it
/// began on: a scope cannot live across an await, so such a span is opened and closed at the end, with the beginning handed in.
/// </summary>
/// <remarks>Of type long: what <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> said. 0 means now.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class StartedAtAttribute : Attribute;
