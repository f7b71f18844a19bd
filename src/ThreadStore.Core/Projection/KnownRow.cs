using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>What a look at the index said of one thread. It may be old: a step that starts from it applies where the row still stands there, or is a gap.</summary>
/// <param name="Exists">There was a row.</param>
/// <param name="State">Where it stood; the default when there was none.</param>
internal readonly record struct KnownRow(bool Exists, RowState State);
