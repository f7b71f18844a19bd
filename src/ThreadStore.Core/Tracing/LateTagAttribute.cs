using System;

namespace ThreadStore.Tracing;

/// <summary>A tag that is known only while the span runs. The scope gets a method for it: <c>thread_store.rows</c> is set by <c>SetRows</c>.</summary>
/// <typeparam name="T">The tag's type, one of those that <see cref="TagAttribute"/> allows.</typeparam>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class LateTagAttribute<T> : Attribute
{
    /// <summary>Names the tag.</summary>
    /// <param name="name">The attribute's name in traces; its last part names the method.</param>
    public LateTagAttribute(string name) => Name = name;

    /// <summary>The attribute's name in traces.</summary>
    public string Name { get; }
}
