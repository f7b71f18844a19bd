using System;

namespace ThreadStore.Simulation.Laws;

/// <summary>A law does not hold: the run has found a defect.</summary>
internal sealed class BrokenLawException(string message, Exception? cause = null) : Exception(message, cause);
