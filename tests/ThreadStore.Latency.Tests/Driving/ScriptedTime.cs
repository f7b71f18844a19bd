using System.Collections.Generic;

namespace ThreadStore.Latency.Driving;

/// <summary>A clock in ns that moves only by waiting, and by operations that take as long as a script says.</summary>
internal sealed class ScriptedTime : ILoopClock
{
    /// <summary>When each operation began.</summary>
    public List<long> Starts { get; } = [];

    public long Frequency => 1_000_000_000;

    public long Now { get; private set; } = 5_000_000;

    public void WaitUntil(long time) => Now = time;

    /// <summary>An operation on this clock.</summary>
    /// <param name="usual">How long it takes.</param>
    /// <param name="stalls">Which take how long instead.</param>
    public IOperation Operation(long usual, params (int Number, long Length)[] stalls) => new Scripted(this, usual, stalls);

    private sealed class Scripted(ScriptedTime time, long usual, (int Number, long Length)[] stalls) : IOperation
    {
        public void Run()
        {
            var length = usual;
            foreach (var stall in stalls)
            {
                length = stall.Number == time.Starts.Count ? stall.Length : length;
            }

            time.Starts.Add(time.Now);
            time.Now += length;
        }
    }
}
