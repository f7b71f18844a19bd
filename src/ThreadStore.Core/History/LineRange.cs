namespace ThreadStore.History;

/// <summary>Lines of one of a chain's logs.</summary>
/// <param name="Segment">Which of the logs.</param>
/// <param name="From">Where the first line starts.</param>
/// <param name="To">Where the last line ends; of a single line it is not known.</param>
/// <param name="IsSingle">It is the one line that starts there.</param>
internal readonly record struct LineRange(int Segment, long From, long To, bool IsSingle = false)
{
    /// <summary>A single line.</summary>
    internal static LineRange Of(LinePlace place) => new(place.Segment, place.Offset, long.MaxValue, IsSingle: true);
}
