namespace ThreadStore.Cli.Output;

/// <summary>A number with what it counts, in the singular for one.</summary>
internal static class CountText
{
    /// <summary>For nouns whose plural is made by an s.</summary>
    internal static string Of(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
