using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ThreadStore.Fuzz.Mutation;

/// <summary>Changes a line so that it stays JSON: what a plain flip of bits almost never does.</summary>
internal static class JsonMutator
{
    private static readonly string[] s_scalars =
    [
        "null", "true", "false", "0", "-0", "1", "-1", "1.0", "1e2", "1E400", "-1e-400", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "99999999999999999999999999999999999999", "0.00000000000000000000001", "\"\"", "\" \"", "\"x\"", "\"yes\"", "\"text\"", "\"image\"", "\"UserMessage\"", "\"user_message\"",
        "\"item_completed\"", "\"\\u0075ser_message\"", "\"event_msg\"", "\"session_meta\"", "\"threadstore_metadata\"", $"\"{Corpus.Id}\"", $"\"{Corpus.Id.ToUpperInvariant()}\"",
        "\"01a1fcb7-7132-7b11-bcb0-14474\\u0039e5c184\"", "\"2026-11-21T06:08:10.743Z\"", "\"2026-11-21t06:08:60z\"", "\"0000-02-29T23:59:59.999999999+23:59\"", "\"9999-12-31T23:59:59-23:59\"",
        "\"2026-02-29T00:00:00Z\"", "\"2026-11-21T06:08:10.1234567890Z\"", "\"2026-11-21 06:08:10Z\"", "\"2026-11-21T06:08:1\\u0030Z\"", "\"1969-12-31T23:59:59.999Z\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\ud83dx\\ude00\"", "\"\\u0000\"", "\"a\\u0000b\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"é\\u00e9\u2028😀\"", "\"\\u200b \\u00a0\\u3000\"",
        "\"## My request for Codex:\"", "\"ide\\n## My request for Codex:\\n  \\u2003do it ## My request for Codex: twice\"", "\"{\\\"timestamp\\\":\\\"\"", "\"}},\\\"metadata\\\":{\"", "\"[Image]\"",
        "\"https://u:p@h/r?x=@#@\"", "\"ssh://git:pw@h:22/r\"", "\"https://a@b@c/r\"", "\"://\"", "\"https://h\"", "\"enabled\"", "\"legacy\"", "\"paginated\"", "[]", "{}", "[[]]", "{\"\":{}}", "[null]", "[{}]",
        "{\"type\":\"text\",\"text\":\"A\"}", "[{\"text\":\"B\",\"type\":\"text\"},7,{\"type\":\"local_image\"}]", "{\"n\":{\"number\":5}}", "[\"one\",2,\"\\ud800\"]",
    ];

    private static readonly string[] s_names =
    [
        "id", "type", "payload", "timestamp", "ordinal", "metadata", "text", "message", "content", "item", "images", "name", "v", "thread_id", "git", "labels", "cwd", "model", "n", "number",
        "first", "flag", "source", "info", "total_tokens", "goal", "objective", "history_base", "end_byte_offset", "", "typ\\u0065", "\\u0074ype", "pay\\u006coad", "i\\u0064", "te\\u0078t", "\\ud800", "\\u0000",
    ];

    private static readonly string[] s_blanks = ["", "", "", "", "", "", " ", "\t", "  \r", "\r"];

    /// <summary>Applies a few mutations to a copy of the tree and writes it.</summary>
    internal static byte[] Mutate(JsonTree from, FuzzRandom random)
    {
        var tree = from.Clone();
        for (var left = random.Next(1, 5); left > 0; left--)
        {
            Step(tree, random);
        }

        return tree.ToUtf8(random.Pick(s_blanks));
    }

    private static void Step(JsonTree tree, FuzzRandom random)
    {
        var places = new List<(JsonTree Parent, int Index)>();
        tree.Walk(places);
        if (places.Count == 0)
        {
            tree.Members.Add(tree.IsObject ? (Name(random), Value(random)) : ("", Value(random)));
            return;
        }

        var (parent, index) = random.Pick(places);
        var (name, value) = parent.Members[index];
        switch (random.Next(12))
        {
            case 0:
                parent.Members.Insert(random.Next(parent.Members.Count + 1), (name, random.OneIn(2) ? Value(random) : value.Clone()));
                break;
            case 1:
                parent.Members.RemoveAt(index);
                break;
            case 2:
                Shuffle(parent.Members, random);
                break;
            case 3 when parent.IsObject:
                parent.Members[index] = (Escaped(name, random), value);
                break;
            case 4 when parent.IsObject:
                parent.Members[index] = (Name(random), value);
                break;
            case 5:
                parent.Members[index] = (name, Subtree(random));
                break;
            case 6:
                parent.Members[index] = (name, value.Nested(random.OneIn(8) ? random.Pick([200, 254, 255, 256, 257, 1000, 1024, 1100]) : random.Next(1, 6)));
                break;
            case 7:
                var other = random.Pick(places);
                (parent.Members[index], other.Parent.Members[other.Index]) =
                    ((name, other.Parent.Members[other.Index].Value.Clone()), (other.Parent.Members[other.Index].Name, value.Clone()));
                break;
            case 8:
                parent.Members.Insert(random.Next(parent.Members.Count + 1), (parent.IsObject ? Name(random) : "", Value(random)));
                break;
            case 9:
                tree.Members.Add((Name(random), Subtree(random)));
                break;
            default:
                parent.Members[index] = (name, Value(random));
                break;
        }
    }

    private static string Name(FuzzRandom random) => "\"" + random.Pick(s_names) + "\"";

    private static JsonTree Value(FuzzRandom random) => random.Next(40) switch
    {
        0 => JsonTree.Scalar("\"" + Text(random, random.Length(70_000)) + "\""),
        1 => JsonTree.Scalar("\"" + Text(random, random.Next(1, 300)) + "\""),
        2 when random.OneIn(200) => JsonTree.Scalar("\"" + Text(random, (1 << 20) - random.Next(0, 40) + 20) + "\""),
        3 => JsonTree.Scalar(random.OneIn(2) ? new string('9', random.Length(400)) + "1" : "1" + new string('0', random.Length(400))),
        4 => JsonTree.Scalar(((long)random.Bits()).ToString(CultureInfo.InvariantCulture)),
        _ => Parsed(random.Pick(s_scalars)),
    };

    private static JsonTree Parsed(string json) => json[0] is '{' or '[' ? JsonTree.Parse(Encoding.UTF8.GetBytes(json)) : JsonTree.Scalar(json);

    private static JsonTree Subtree(FuzzRandom random)
    {
        var places = new List<(JsonTree Parent, int Index)>();
        random.Pick(random.OneIn(2) ? Corpus.Trees : Corpus.TellingTrees).Walk(places);
        var (parent, index) = random.Pick(places);
        return parent.Members[index].Value.Clone();
    }

    // Runs of one letter with something odd between them: their ends fall on every place of a block.
    private static string Text(FuzzRandom random, int length)
    {
        string[] odd = ["\\n", "\\u00e9", "é", "😀", "\\ud83d\\ude00", "\\ud800", "\\\"", "\\\\", "\\u0000", "}", "{", "\u2029"];
        var text = new StringBuilder(length + 16);
        while (text.Length < length)
        {
            text.Append('a', Math.Min(length - text.Length, random.Length(Math.Max(1, length))));
            if (random.OneIn(2))
            {
                text.Append(random.Pick(odd));
            }
        }

        return text.ToString();
    }

    private static string Escaped(string name, FuzzRandom random) => name.Length <= 2 ? name : string.Concat(
        name.Select((one, at) => at > 0 && at < name.Length - 1 && char.IsAsciiLetterOrDigit(one) && random.OneIn(3) && !name.Contains('\\', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}")
            : one.ToString()));

    private static void Shuffle<T>(List<T> list, FuzzRandom random)
    {
        for (var i = list.Count - 1; i > 0; i--)
        {
            var other = random.Next(i + 1);
            (list[i], list[other]) = (list[other], list[i]);
        }
    }
}
