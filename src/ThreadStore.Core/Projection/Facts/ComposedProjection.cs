namespace ThreadStore.Projection;

/// <summary>What a store projects: the built-in columns, and beside them what the host declared; one offset covers both.</summary>
internal sealed class ComposedProjection
{
    private ComposedProjection(ProjectionTable? host, LineObserver observer)
    {
        Host = host;
        Observer = observer;
    }

    /// <summary>The built-in columns alone.</summary>
    public static ComposedProjection BuiltInOnly { get; } = new(null, new LineObserver<NoFacts>());

    /// <summary>The host's table, if it has one.</summary>
    public ProjectionTable? Host { get; }

    /// <summary>Reads lines into deltas, specialised for both projections.</summary>
    public LineObserver Observer { get; }

    /// <summary>The built-in columns with a host's beside them.</summary>
    public static ComposedProjection With<TFacts>()
        where TFacts : struct, IThreadProjection<TFacts> =>
        new(new ProjectionTable<TFacts>(), new LineObserver<TFacts>());

    /// <summary>Makes a delta with room for the facts of both.</summary>
    public ThreadDelta NewDelta() => new(this);
}
