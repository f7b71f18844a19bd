namespace ThreadStore.History;

/// <summary>What the lists of turns and items check alike.</summary>
internal static class HistoryAnchor
{
    /// <summary>The place that a cursor names.</summary>
    /// <exception cref="InvalidRequestException">It is no cursor of that list, or the log that it names is no longer part of the history.</exception>
    internal static LinePlace Of(LogChain chain, string text, in HistoryScope scope, out bool isIncluded)
    {
        var cursor = HistoryCursor.Parse(text, scope);
        var segment = chain.IndexOf(cursor.Log);
        isIncluded = cursor.IsIncluded;
        return segment >= 0 && cursor.Offset < chain.Segments[segment].End ? new LinePlace(segment, cursor.Offset) : throw HistoryCursor.Invalid(text);
    }

    /// <summary>Checks the size of a page.</summary>
    /// <exception cref="InvalidRequestException">It is out of its range.</exception>
    internal static void CheckPageSize(int size, int largest)
    {
        if (size < 1 || size > largest)
        {
            throw new InvalidRequestException($"a page holds 1 to {largest}, not {size}");
        }
    }
}
