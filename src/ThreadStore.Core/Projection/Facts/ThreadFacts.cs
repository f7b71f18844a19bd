namespace ThreadStore.Projection;

/// <summary>
/// The built-in projection: which facts of a log make up the row of a thread, how they are merged, and the table that holds them.
/// </summary>
/// <remarks>
/// Every column is a function of the log's bytes alone. Written by hand in the parts in which a generator emits it: the observers of
/// each line kind, the binding, and the schema.
/// </remarks>
internal static partial class ThreadFacts;
