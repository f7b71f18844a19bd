using System;
using System.Text;
using FsCheck;

namespace ThreadStore.Items;

/// <summary>Generates JSON as it may be spelled: nesting, escapes, runs of backslashes longer than a block, white space anywhere.</summary>
internal static class JsonGenerator
{
    private static readonly Gen<string> s_piece = Gen.OneOf(
        Gen.Elements("a", "{", "}", "[", "]", ",", ":", " ", "é", "😀", "漢字", "\u007f", "type", "text"),
        Gen.Elements("\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "\\u0000", "\\u2028"),
        Gen.Choose(1, 90).Select(static length => new string('x', length)),
        Gen.Choose(1, 70).Select(static pairs => new string('\\', pairs * 2)),
        Gen.Choose(0, 70).Select(static pairs => new string('\\', pairs * 2) + "\\\""));

    private static readonly Gen<string> s_loneHalf = Gen.Elements("\\ud83d", "\\ude00", "\\ud83d\\u0041", "\\udc00\\ud800");

    private static readonly Gen<string> s_number = Gen.Elements(
        "0", "-0", "7", "-12", "1.5", "-0.25e+10", "1E5", "1e-7", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "123456789012345678901234567890");

    private static readonly Gen<string> s_blank = Gen.Frequency(
        Tuple.Create(12, Gen.Constant(string.Empty)),
        Tuple.Create(1, Gen.Elements(" ", "\n", "\r\n", "\t ", new string(' ', 65))));

    /// <summary>The text of a name: well-formed Unicode, so that the runtime can read it.</summary>
    public static Gen<string> Name { get; } = String(s_piece);

    /// <summary>Any string, halves of surrogate pairs included.</summary>
    public static Gen<string> Text { get; } = String(Gen.Frequency(Tuple.Create(9, s_piece), Tuple.Create(1, s_loneHalf)));

    /// <summary>An object or array.</summary>
    public static Gen<byte[]> Container { get; } = Gen.Choose(0, 5).SelectMany(ContainerOf).Select(Encoding.UTF8.GetBytes);

    private static Gen<string> String(Gen<string> piece) =>
        from count in Gen.Frequency(Tuple.Create(4, Gen.Choose(0, 1)), Tuple.Create(1, Gen.Choose(2, 12)))
        from pieces in Gen.ListOf(count, piece)
        select $"\"{string.Concat(pieces)}\"";

    private static Gen<string> Value(int depth)
    {
        var leaf = Gen.Frequency(Tuple.Create(3, Text), Tuple.Create(2, s_number), Tuple.Create(1, Gen.Elements("true", "false", "null")));
        return depth == 0 ? leaf : Gen.Frequency(Tuple.Create(2, leaf), Tuple.Create(3, ContainerOf(depth)));
    }

    private static Gen<string> ContainerOf(int depth) =>
        from isObject in Gen.Elements(true, false)
        from count in Gen.Choose(0, 4)
        from members in Gen.ListOf(count, isObject ? Property(depth) : Element(depth))
        from blank in s_blank
        let inside = blank + string.Join(',', members)
        select isObject ? "{" + inside + "}" : "[" + inside + "]";

    private static Gen<string> Property(int depth) =>
        from name in Name
        from before in s_blank
        from after in s_blank
        from value in Element(Math.Max(0, depth - 1))
        select before + name + after + ":" + value;

    private static Gen<string> Element(int depth) =>
        from before in s_blank
        from value in Value(Math.Max(0, depth - 1))
        from after in s_blank
        select before + value + after;
}
