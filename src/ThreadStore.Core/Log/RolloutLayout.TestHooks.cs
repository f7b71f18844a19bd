using System;

namespace ThreadStore.Log;

/// <content>What a test that may read everything cannot bring about by modes.</content>
internal sealed partial class RolloutLayout
{
    /// <summary>Runs before a folder, relative to the home, is listed; what it throws stands for the system's refusal.</summary>
    internal Action<string>? BeforeListing { get; set; }
}
