using System;

namespace ThreadStore.Litmus;

/// <summary>The real code did what it must never do.</summary>
internal sealed class BrokenLawException(string message) : Exception(message);
