using System;
using System.Collections.Generic;

namespace ThreadStore.Queries;

/// <summary>What a list can be asked.</summary>
internal static class ListRules
{
    /// <summary>Refuses what is out of its range.</summary>
    /// <exception cref="InvalidRequestException">Something is.</exception>
    public static void Check(ThreadListQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.PageSize is < 1 or > ThreadListQuery.MaxPageSize)
        {
            throw new InvalidRequestException($"page size must be 1 to {ThreadListQuery.MaxPageSize}, not {query.PageSize}");
        }

        if (query.Sort is < ThreadSortKey.CreatedAt or > ThreadSortKey.RecencyAt || query.Archive is < ThreadArchiveFilter.Active or > ThreadArchiveFilter.Any)
        {
            throw new InvalidRequestException("unknown sort key or archive filter");
        }

        if (query.Excluded is null || query.Excluded.Count > ThreadListQuery.MaxExcluded)
        {
            throw new InvalidRequestException($"at most {ThreadListQuery.MaxExcluded} threads can be left out, not {query.Excluded?.Count}");
        }

        if (query.Labels is { } labels && (labels.Count > ThreadLabels.MaxCount || HasNull(labels)))
        {
            throw new InvalidRequestException($"at most {ThreadLabels.MaxCount} labels can be asked for, each with its value");
        }

        CheckValues("sources", query.Sources);
        CheckValues("originators", query.Originators);
        CheckValues("model providers", query.ModelProviders);
        CheckValues("directories", query.Cwds);
    }

    /// <summary>True when a filter names no value, so that no thread meets it.</summary>
    public static bool NamesNothing(ThreadListQuery query) =>
        query.Sources is { Count: 0 } || query.Originators is { Count: 0 } || query.ModelProviders is { Count: 0 } || query.Cwds is { Count: 0 };

    /// <summary>True when a list may have to pass threads that it does not show.</summary>
    public static bool IsFiltered(ThreadListQuery query) =>
        query.TitleContains is not null || query.Labels is not null || query.Relation is not null || query.Excluded.Count > 0
        || query.Sources is not null || query.Originators is not null || query.ModelProviders is not null || query.Cwds is not null;

    private static bool HasNull(IReadOnlyDictionary<string, string> labels)
    {
        if (labels is Dictionary<string, string> usual)
        {
            // By its own enumerator, which is no object.
            foreach (var value in usual.Values)
            {
                if (value is null)
                {
                    return true;
                }
            }

            return false;
        }

        foreach (var label in labels)
        {
            if (label.Value is null)
            {
                return true;
            }
        }

        return false;
    }

    private static void CheckValues(string what, IReadOnlyList<string>? values)
    {
        if (values is null)
        {
            return;
        }

        if (values.Count > ThreadListQuery.MaxValues)
        {
            throw new InvalidRequestException($"at most {ThreadListQuery.MaxValues} {what} can be named, not {values.Count}");
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is null)
            {
                throw new InvalidRequestException($"one of the {what} is null");
            }
        }
    }
}
