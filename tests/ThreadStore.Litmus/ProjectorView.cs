using System.Runtime.CompilerServices;
using System.Threading;
using ThreadStore.Projection;

namespace ThreadStore.Litmus;

/// <summary>What can be seen of a projector's sleep without asking it: its own words, read from outside.</summary>
internal sealed class ProjectorView(Projector projector)
{
    private readonly Thread _thread = ThreadOf(projector)!;

    /// <summary>Its thread waits for its signal, and nobody has turned its state back to awake, which is what goes with a signal.</summary>
    public bool SleepsUnsignalled => Volatile.Read(ref SleepOf(projector)) != 0 && IsWaiting && Volatile.Read(ref SleepOf(projector)) != 0;

    /// <summary>A step is under way.</summary>
    public bool IsStepping => Volatile.Read(ref MovedAtOf(projector)) != 0;

    private bool IsWaiting => (_thread.ThreadState & ThreadState.WaitSleepJoin) != 0;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_sleep")]
    private static extern ref int SleepOf(Projector projector);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_movedAt")]
    private static extern ref long MovedAtOf(Projector projector);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_thread")]
    private static extern ref Thread? ThreadOf(Projector projector);
}
