using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;

namespace ThreadStore.Projection;

/// <summary>A projection's table: its SQL, emitted at compile time, and the memory of its facts.</summary>
/// <remarks>
/// The statements share one numbering of parameters: 1 id, 2 the offset from which the row moves, 3 the offset to which, 4 and 5 the
/// hashes of the log, 6 and 7 the path and its archived flag (these four in the built-in table only), then the facts.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record ProjectionSchema
{
    /// <summary>The projection's name.</summary>
    public required string Name { get; init; }

    /// <summary>The table's name; a host's ends in the hash, so that versions of a host stand beside each other.</summary>
    public required string Table { get; init; }

    /// <summary>Eight hexadecimal digits over everything that decides what a row holds.</summary>
    public required string Hash { get; init; }

    /// <summary>Makes the table if it is not there.</summary>
    public required string CreateTable { get; init; }

    /// <summary>Makes the indexes, and the trigger by which a host's row goes with the thread's own.</summary>
    public required string CreateIndexes { get; init; }

    /// <summary>For a delta from 0: a thread without a row. A row that exists is left alone, and no row counts as changed.</summary>
    public required string Insert { get; init; }

    /// <summary>Compare-and-advance for a delta with any facts.</summary>
    public required string Update { get; init; }

    /// <summary>Compare-and-advance for a delta that may move what lists sort by, but brings no listed fact that is set once: their indexes are not rewritten.</summary>
    public required string UpdateMoved { get; init; }

    /// <summary>Compare-and-advance for a delta without facts that lists sort or filter by: their indexes are not rewritten.</summary>
    public required string UpdateUnlisted { get; init; }

    /// <summary>Compare-and-advance for a delta whose facts every line moves.</summary>
    public required string Touch { get; init; }

    /// <summary>An expression that gives a row's first values as the bits of their facts.</summary>
    public required string Settled { get; init; }

    /// <summary>The facts' columns, in the table's order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The memory of the facts within a delta.</summary>
    public required FactLayout Layout { get; init; }

    /// <summary>The columns for a SELECT over the table under that alias.</summary>
    internal string Select(string alias) => string.Join(", ", Columns.Select(column => $"{alias}.{column}"));
}
