namespace ThreadStore.Items;

/// <summary>64 bytes of JSON as bit masks: bit <c>n</c> stands for byte <c>n</c>.</summary>
internal readonly struct JsonBlock
{
    public ulong Quotes { get; init; }

    public ulong Backslashes { get; init; }

    /// <summary>The bytes below 0x20.</summary>
    public ulong Controls { get; init; }

    /// <summary>Braces and brackets, open or closed.</summary>
    public ulong Brackets { get; init; }
}
