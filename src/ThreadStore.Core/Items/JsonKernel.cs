namespace ThreadStore.Items;

/// <summary>The variants of the skipper. All of them give the same answers; they differ in the bytes that they look at in one step.</summary>
internal enum JsonKernel : byte
{
    /// <summary>Byte by byte: the reference, and what machines without vectors use.</summary>
    Scalar,

    /// <summary>Blocks of 64 bytes as four vectors.</summary>
    Vector128,

    /// <summary>Blocks of 64 bytes as two vectors.</summary>
    Vector256,
}
