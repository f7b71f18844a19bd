namespace ThreadStore.Search;

/// <summary>A line that holds all words that were looked for.</summary>
/// <param name="Hit">The line, with the text around the first word.</param>
/// <param name="Score">How well it fits (BM25): the larger the better. Scores of different searches cannot be compared.</param>
public sealed record RankedSearchHit(SearchHit Hit, double Score);
