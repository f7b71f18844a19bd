using System;

namespace ThreadStore.Search;

/// <summary>The ranges of <see cref="SearchQuery"/>.</summary>
internal static class SearchRules
{
    /// <summary>Refuses what is out of its range.</summary>
    /// <exception cref="InvalidRequestException">One of them is not kept.</exception>
    public static void Check(SearchQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.MaxHitsPerThread < 1)
        {
            throw new InvalidRequestException($"hits per thread must be 1 or more, not {query.MaxHitsPerThread}");
        }

        if (query.SnippetRadius is < 0 or > SearchQuery.MaxSnippetRadius)
        {
            throw new InvalidRequestException($"the snippet's radius must be 0 to {SearchQuery.MaxSnippetRadius}, not {query.SnippetRadius}");
        }

        if (!Enum.IsDefined(query.Archive))
        {
            throw new InvalidRequestException("unknown archive filter");
        }
    }
}
