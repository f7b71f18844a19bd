namespace ThreadStore.Search;

/// <summary>Two bytes side by side that are in every plain spelling of a term, whatever the case: what the scan looks for.</summary>
/// <param name="First">The first byte, with the bits of its mask set.</param>
/// <param name="FirstMask">The bits in which the spellings of the first byte differ.</param>
/// <param name="Second">The second byte, with the bits of its mask set.</param>
/// <param name="SecondMask">The bits in which the spellings of the second byte differ; all of them when any byte will do.</param>
/// <param name="MinBefore">The least bytes of the term before the anchor.</param>
/// <param name="MaxBefore">The most bytes of the term before the anchor, in a spelling without \u.</param>
internal readonly record struct TermAnchor(byte First, byte FirstMask, byte Second, byte SecondMask, int MinBefore, int MaxBefore);
