using System;

namespace ThreadStore.Log;

/// <content>What a test that may read everything cannot bring about by modes.</content>
internal sealed partial class RolloutLayout
{
    /// <summary>Asked before a folder, relative to the home, is listed: the errno with which the system refuses, or 0.</summary>
    internal Func<string, int>? RefuseListing { get; set; }
}
