namespace ThreadStore.Items;

/// <summary>What is left of a line behind an object: where its text ends, and where the line does. None is the default.</summary>
/// <param name="TextEnd">The start of the blanks before the LF.</param>
/// <param name="End">The LF.</param>
internal readonly record struct LineRest(int TextEnd, int End)
{
    /// <summary>True when something is left.</summary>
    public bool IsAny => End > 0;
}
