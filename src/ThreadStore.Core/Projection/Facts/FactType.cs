namespace ThreadStore.Projection;

/// <summary>What a fact is, and how its column holds it.</summary>
public enum FactType
{
    /// <summary>UTF-8 text.</summary>
    Text,

    /// <summary>A 64-bit integer.</summary>
    Number,

    /// <summary>Milliseconds since the Unix epoch.</summary>
    Timestamp,

    /// <summary>1 or 0.</summary>
    Flag,
}
