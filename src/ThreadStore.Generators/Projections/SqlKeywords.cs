using System;
using System.Collections.Generic;

namespace ThreadStore.Generators.Projections;

/// <summary>The words that SQLite does not take as a column's name without quotes.</summary>
internal static class SqlKeywords
{
    private static readonly HashSet<string> s_words = new(
        """
        add all alter and as autoincrement between case cast check collate commit constraint create cross current_date current_time
        current_timestamp default deferrable delete distinct drop else escape except exists foreign from full group having in index
        inner insert intersect into is isnull join left limit natural not nothing notnull null on or order outer primary raise
        references returning right select set table then to transaction union unique update using values when where with
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    /// <summary>True for such a word, in small letters.</summary>
    public static bool Contains(string word) => s_words.Contains(word);
}
