using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ThreadStore.Items;

/// <summary>Finds where a JSON value ends, without reading more of it than that takes. No bytes whatever make it throw.</summary>
/// <remarks>
/// What is checked in a value that is skipped:
/// 1. a number or literal: all of it;
/// 2. a string: that it is closed and holds no byte below 0x20; not its escapes, and not its UTF-8, which no JSON reader looks at;
/// 3. an object or array: its strings as above; that each brace and bracket is closed by its like, no more than <see cref="MaxDepth"/> at
/// once; that no backslash is outside of strings. Not commas, colons, names, numbers, literals, nor any other byte between strings.
/// So no JSON is refused, and where a value ends is never in doubt; but what was skipped may be no JSON.
/// </remarks>
internal static class JsonSkipper
{
    /// <summary>How many objects and arrays may be open at once.</summary>
    // That of JsonObject.Options: deeper than the peer's own limit of 128, so that nothing it can write is refused here.
    public const int MaxDepth = 256;

    /// <summary>The variant for this machine.</summary>
    public static JsonKernel Best =>
        Vector256.IsHardwareAccelerated ? JsonKernel.Vector256 : Vector128.IsHardwareAccelerated ? JsonKernel.Vector128 : JsonKernel.Scalar;

    /// <summary>The index after the value that begins at the index; -1 when the bytes are no JSON as far as they were looked at.</summary>
    public static int Skip(ReadOnlySpan<byte> json, int at, int maxDepth, JsonKernel kernel)
    {
        if ((uint)at >= (uint)json.Length)
        {
            return -1;
        }

        var first = json[at];
        return first switch
        {
            (byte)'"' => SkipString(json, at + 1, kernel),
            (byte)'{' or (byte)'[' => maxDepth > 0 ? SkipRest(json, at + 1, first, maxDepth, kernel) : -1,
            (byte)'t' => SkipLiteral(json, at, "true"u8),
            (byte)'f' => SkipLiteral(json, at, "false"u8),
            (byte)'n' => SkipLiteral(json, at, "null"u8),
            _ => JsonNumber.Skip(json, at),
        };
    }

    /// <inheritdoc cref="JsonSkipperScalar.SkipString"/>
    public static int SkipString(ReadOnlySpan<byte> json, int at, JsonKernel kernel) => Fitting(json, kernel) switch
    {
        JsonKernel.Vector256 => JsonSkipperVector<JsonBlockReader256>.SkipString(json, at),
        JsonKernel.Vector128 => JsonSkipperVector<JsonBlockReader128>.SkipString(json, at),
        _ => JsonSkipperScalar.SkipString(json, at),
    };

    /// <inheritdoc cref="JsonSkipperScalar.ReadString"/>
    public static int ReadString(ReadOnlySpan<byte> json, int at, JsonKernel kernel, out bool isEscaped) => Fitting(json, kernel) switch
    {
        JsonKernel.Vector256 => JsonSkipperVector<JsonBlockReader256>.ReadString(json, at, out isEscaped),
        JsonKernel.Vector128 => JsonSkipperVector<JsonBlockReader128>.ReadString(json, at, out isEscaped),
        _ => JsonSkipperScalar.ReadString(json, at, out isEscaped),
    };

    /// <inheritdoc cref="JsonSkipperScalar.SkipRest"/>
    public static int SkipRest(ReadOnlySpan<byte> json, int at, byte opener, int maxDepth, JsonKernel kernel) => Fitting(json, kernel) switch
    {
        JsonKernel.Vector256 => JsonSkipperVector<JsonBlockReader256>.SkipRest(json, at, opener, maxDepth),
        JsonKernel.Vector128 => JsonSkipperVector<JsonBlockReader128>.SkipRest(json, at, opener, maxDepth),
        _ => JsonSkipperScalar.SkipRest(json, at, opener, maxDepth),
    };

    /// <summary>True for the opening ones among braces and brackets.</summary>
    public static bool IsOpener(byte bracket) => (bracket & 2) != 0;

    /// <summary>The brace or bracket that the closing one closes.</summary>
    public static byte OpenerOf(byte closer) => (byte)(closer - 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once per value: JsonCursorBench
    private static JsonKernel Fitting(ReadOnlySpan<byte> json, JsonKernel kernel) =>
        json.Length >= IJsonBlockReader.BlockBytes ? kernel : JsonKernel.Scalar;

    private static int SkipLiteral(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> literal) =>
        json[at..].StartsWith(literal) ? at + literal.Length : -1;
}
