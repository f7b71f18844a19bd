namespace ThreadStore.Projection;

/// <summary>A projection as the engine holds it between lines: one call per delta, so it need not be specialised.</summary>
internal abstract class ProjectionTable
{
    /// <summary>The columns of the thread's own row.</summary>
    public static ProjectionTable BuiltIn { get; } = new ProjectionTable<ThreadFacts>();

    public abstract ProjectionSchema Schema { get; }

    public abstract void Observe(ref FactSink sink);

    public abstract void Merge(FactBlock older, FactBlock newer);

    public abstract void Bind(ref FactBinder binder);
}

/// <summary>The projection of that type.</summary>
internal sealed class ProjectionTable<TFacts> : ProjectionTable
    where TFacts : struct, IThreadProjection<TFacts>
{
    public override ProjectionSchema Schema => TFacts.Schema;

    public override void Observe(ref FactSink sink) => TFacts.Observe(ref sink);

    public override void Merge(FactBlock older, FactBlock newer) => TFacts.Merge(older, newer);

    public override void Bind(ref FactBinder binder) => TFacts.Bind(ref binder);
}
