namespace ThreadStore.Projection;

/// <summary>Stands for the host's projection in a store that has none: code that is specialised by it does nothing for a host.</summary>
internal readonly struct NoFacts : IThreadProjection<NoFacts>
{
    private static readonly ProjectionSchema s_schema = new()
    {
        Name = "",
        Table = "",
        Hash = "",
        CreateTable = "",
        CreateIndexes = "",
        Insert = "",
        Update = "",
        UpdateMoved = "",
        UpdateUnlisted = "",
        Touch = "",
        Settled = "0",
        Columns = [],
        Layout = new FactLayout(0, 0, 0, 0),
    };

    public static ProjectionSchema Schema => s_schema;

    public static void Observe(ref FactSink sink)
    {
        // Nobody has asked for anything.
    }

    public static void Merge(FactBlock older, FactBlock newer)
    {
        // There is nothing to merge.
    }

    public static void Bind(ref FactBinder binder)
    {
        // There is nothing to bind.
    }

    public static NoFacts Read(FactRow row) => default;
}
