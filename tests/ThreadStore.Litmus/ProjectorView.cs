using System.Runtime.CompilerServices;
using System.Threading;
using ThreadStore.Projection;

namespace ThreadStore.Litmus;

/// <summary>What can be seen of a projector's sleep without asking it: its own words, read from outside.</summary>
internal sealed class ProjectorView(Projector projector)
{
    private readonly Thread _thread = ThreadOf(projector)!;

    private const int Awake = 0;
    private const int Lingering = 1;
    private const int Parked = 2;

    /// <summary>Its thread waits for its signal, and nobody has turned its state back to awake, which is what goes with a signal.</summary>
    public bool SleepsUnsignalled => State != Awake && IsWaiting && State != Awake;

    /// <summary>The same, and it has nothing in its queue that is due by itself.</summary>
    public bool IsParkedUnsignalled => State == Parked && IsWaiting && State == Parked;

    /// <summary>What is queued is due by itself.</summary>
    public bool IsLingering => State == Lingering;

    /// <summary>A step is under way.</summary>
    public bool IsStepping => Volatile.Read(ref MovedAtOf(projector)) != 0;

    private int State => Volatile.Read(ref SleepOf(projector));

    private bool IsWaiting => (_thread.ThreadState & ThreadState.WaitSleepJoin) != ThreadState.Running;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_sleep")]
    private static extern ref int SleepOf(Projector projector);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_movedAt")]
    private static extern ref long MovedAtOf(Projector projector);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_thread")]
    private static extern ref Thread? ThreadOf(Projector projector);
}
