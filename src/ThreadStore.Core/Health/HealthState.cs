namespace ThreadStore.Health;

/// <summary>How a store is, in one word; of several the worst.</summary>
public enum HealthState
{
    /// <summary>What is accepted is projected, or is on its way.</summary>
    Healthy,

    /// <summary>Rows are being brought up after an open or a rebuild: some may be older than their logs, or missing.</summary>
    CatchingUp,

    /// <summary>A part does not work, and everything else goes on: threads whose logs or rows fail, or an index that cannot be written.</summary>
    Degraded,

    /// <summary>
    /// Something is to be projected, and for <see cref="ProjectionHealth.StuckAfter"/> nothing was: <see cref="ProjectionHealth.Stall"/> says why. Appends go on.
    /// </summary>
    Stuck,

    /// <summary>The projector does not run: the store was closed.</summary>
    Ended,
}
