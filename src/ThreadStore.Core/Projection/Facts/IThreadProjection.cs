namespace ThreadStore.Projection;

/// <summary>What the generator writes for a <see cref="Declaring.ThreadProjectionAttribute"/>; the observer of lines is specialised by it at compile time.</summary>
/// <typeparam name="TSelf">The projection itself: its instances are rows.</typeparam>
public interface IThreadProjection<TSelf>
    where TSelf : struct, IThreadProjection<TSelf>
{
    /// <summary>The table and its statements.</summary>
    public static abstract ProjectionSchema Schema { get; }

    /// <summary>Puts what one line gives into the delta.</summary>
    public static abstract void Observe(ref FactSink sink);

    /// <summary>Extends the facts of a range by those of the range that follows it.</summary>
    public static abstract void Merge(FactBlock older, FactBlock newer);

    /// <summary>Binds facts to the parameters of any of the statements.</summary>
    public static abstract void Bind(ref FactBinder binder);

    /// <summary>Makes an instance of a row.</summary>
    public static abstract TSelf Read(FactRow row);
}
