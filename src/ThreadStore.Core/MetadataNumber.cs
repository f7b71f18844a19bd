namespace ThreadStore;

/// <summary>One number of a patch: unchanged (the default), cleared, or set.</summary>
public readonly record struct MetadataNumber
{
    private MetadataNumber(bool isPresent, long? value)
    {
        IsPresent = isPresent;
        Value = value;
    }

    /// <summary>The number is cleared.</summary>
    public static MetadataNumber Clear => new(isPresent: true, value: null);

    /// <summary>The patch says something about the number.</summary>
    public bool IsPresent { get; }

    /// <summary>The new value; null with <see cref="IsPresent"/> = cleared.</summary>
    public long? Value { get; }

    /// <summary>Sets the number.</summary>
    public static MetadataNumber Set(long value) => new(isPresent: true, value);

    /// <summary>Sets the number, or clears it when it is null.</summary>
    public static implicit operator MetadataNumber(long? value) => new(isPresent: true, value);
}
