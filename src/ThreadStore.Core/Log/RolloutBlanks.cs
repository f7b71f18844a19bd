using System.Buffers;

namespace ThreadStore.Log;

/// <summary>What may lie around an object on its line: as the line reader has it.</summary>
internal static class RolloutBlanks
{
    internal static readonly SearchValues<byte> Values = SearchValues.Create("\0 \t\r"u8);
}
