namespace ThreadStore.Projection;

/// <summary>How much room each text has within a delta; a longer one travels as the place of its line in the log.</summary>
internal static class TextFacts
{
    /// <summary>The number of texts.</summary>
    public const int Count = (int)TextFact.SettingsCwd + 1;

    // In the order of the enum.
    private static readonly int[] s_capacities =
    [
        64, 32, 64, 64, 64, 32, 256, 32, 256, 256, 256, 256, 64, 128, 256, 32, 64, 256, 16, 64, 64, 128, 40, 40, 40, 256,
    ];

    private static readonly int[] s_starts = Starts();

    /// <summary>The bytes that all texts need together.</summary>
    public static int TotalCapacity => s_starts[Count];

    /// <summary>The room of one text in bytes.</summary>
    public static int Capacity(TextFact fact) => s_capacities[(int)fact];

    /// <summary>Where the text's room starts.</summary>
    public static int Start(TextFact fact) => s_starts[(int)fact];

    /// <summary>The fact's bit.</summary>
    public static FactMask Bit(TextFact fact) => (FactMask)(1UL << (int)fact);

    private static int[] Starts()
    {
        var starts = new int[Count + 1];
        for (var i = 0; i < Count; i++)
        {
            starts[i + 1] = starts[i] + s_capacities[i];
        }

        return starts;
    }
}
