using System;
using System.Text;

namespace ThreadStore.Projection;

/// <summary>A text as the index holds it: UTF-8, decoded to a string only when somebody asks. The default is no text.</summary>
public readonly struct Utf8Text : IEquatable<Utf8Text>
{
    private readonly ReadOnlyMemory<byte> _utf8;

    /// <summary>A text over these bytes, which must not change.</summary>
    public Utf8Text(ReadOnlyMemory<byte> utf8)
    {
        _utf8 = utf8;
        HasValue = true;
    }

    /// <summary>False when the fact has no value.</summary>
    public bool HasValue { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _utf8.Span;

    /// <summary>True when both are the same bytes.</summary>
    public static bool operator ==(Utf8Text left, Utf8Text right) => left.Equals(right);

    /// <summary>False when both are the same bytes.</summary>
    public static bool operator !=(Utf8Text left, Utf8Text right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Utf8Text other) => HasValue == other.HasValue && Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Utf8Text other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>The text as a string; empty when there is none. Allocates.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);
}
