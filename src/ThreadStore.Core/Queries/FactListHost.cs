using System;
using System.Linq;
using ThreadStore.Projection;

namespace ThreadStore.Queries;

/// <summary>What a list asks of that projection.</summary>
internal readonly struct FactListHost<TFacts>(ThreadListQuery<TFacts> query) : IListHost
    where TFacts : struct, IThreadProjection<TFacts>
{
    /// <inheritdoc/>
    public ProjectionSchema? Schema => TFacts.Schema;

    /// <inheritdoc/>
    public string? OrderBy => query.OrderBy?.Column;

    /// <inheritdoc/>
    public int FilterCount => query.Where.Count;

    /// <inheritdoc/>
    public FactCondition Filter(int index)
    {
        var filter = query.Where[index];
        return new FactCondition(filter.Column.Column, filter.Comparison, filter.Text, filter.Number);
    }

    /// <summary>Refuses what no statement can be made of.</summary>
    /// <exception cref="InvalidRequestException">An order by a text, or a column that is no fact: a host can give a column any name, and names go into the statement as they are.</exception>
    public void Check()
    {
        foreach (var column in query.Where.Select(static filter => filter.Column).Append(query.OrderBy))
        {
            if (column is not null && !TFacts.Schema.Columns.Contains(column.Column, StringComparer.Ordinal))
            {
                throw new InvalidRequestException($"the projection has no column {column.Column}");
            }
        }

        if (query.OrderBy is { Type: FactType.Text } text)
        {
            throw new InvalidRequestException($"a list cannot be ordered by {text.Column}: it is a text");
        }
    }
}
