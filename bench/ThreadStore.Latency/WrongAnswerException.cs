using System;

namespace ThreadStore.Latency;

/// <summary>What was measured did not do what it should have: there is no figure.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message);
