namespace ThreadStore;

/// <summary>
/// The end offset of an accepted line in its thread's rollout file: acceptance order, barrier target, watermark and read token in one.
/// </summary>
/// <param name="Thread">The thread whose log the offset belongs to; positions of different threads do not compare.</param>
/// <param name="Offset">Bytes from the start of the file to just after the line's LF.</param>
public readonly record struct Position(ThreadId Thread, long Offset);
