using System;

namespace ThreadStore.Fuzz;

/// <summary>An input showed that a law does not hold.</summary>
internal sealed class BrokenLawException(string message) : Exception(message);
