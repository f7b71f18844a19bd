using System;
using System.IO;
using System.Linq;
using ThreadStore.Fuzz.Mutation;

namespace ThreadStore.Fuzz.Targets;

/// <summary>Damages files of a home.</summary>
internal static class HomeDamage
{
    private const int PageBytes = 4096;

    /// <summary>Damages one file or two, and says what was done.</summary>
    internal static string Apply(string home, FuzzRandom random)
    {
        var done = "";
        for (var left = random.OneIn(3) ? 2 : 1; left > 0; left--)
        {
            var files = Directory.GetFiles(home, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
            var file = random.Pick(files);
            var bytes = File.ReadAllBytes(file);
            done += $"{Path.GetRelativePath(home, file)}: {Damage(file, bytes, random, files)} ";
        }

        return done;
    }

    private static string Damage(string file, byte[] bytes, FuzzRandom random, string[] files)
    {
        var isText = file.EndsWith(".jsonl", StringComparison.Ordinal);
        switch (random.Next(isText ? 14 : 8))
        {
            case 0:
                File.Delete(file);
                return "deleted";
            case 1:
                File.WriteAllBytes(file, []);
                return "emptied";
            case 2:
                var length = random.Next(bytes.Length + 1);
                File.WriteAllBytes(file, bytes[..length]);
                return $"cut to {length}";
            case 3:
                var start = random.Next(bytes.Length + 1);
                var end = Math.Min(bytes.Length, start + random.Next(1, PageBytes));
                bytes.AsSpan(start..end).Clear();
                File.WriteAllBytes(file, bytes);
                return $"zeroed from {start} to {end}";
            case 4:
                var other = random.Pick(files);
                File.WriteAllBytes(file, File.ReadAllBytes(other));
                return $"replaced by {Path.GetFileName(other)}";
            case 5:
                File.WriteAllBytes(file, [.. bytes, .. FuzzLine.Next(random)]);
                return "something appended";
            case 6 or 7 when bytes.Length > 0:
                for (var left = random.Next(1, 20); left > 0; left--)
                {
                    // The first page decides most of what a file is.
                    var at = random.Next(random.OneIn(2) ? Math.Min(100, bytes.Length) : bytes.Length);
                    bytes[at] = random.OneIn(2) ? (byte)(bytes[at] ^ (1 << random.Next(8))) : random.Byte();
                }

                File.WriteAllBytes(file, bytes);
                return "bytes changed";
            default:
                File.WriteAllBytes(file, Lines(bytes, random));
                return "lines changed";
        }
    }

    // Some lines become others, and some of the rest go, come twice or change places.
    private static byte[] Lines(byte[] bytes, FuzzRandom random)
    {
        var lines = System.Text.Encoding.Latin1.GetString(bytes).Split('\n').Select(System.Text.Encoding.Latin1.GetBytes).ToList();
        for (var left = random.Next(1, 4); left > 0 && lines.Count > 0; left--)
        {
            var at = random.Next(lines.Count);
            switch (random.Next(5))
            {
                case 0:
                    lines.RemoveAt(at);
                    break;
                case 1:
                    lines.Insert(at, random.Pick(lines));
                    break;
                case 2:
                    lines.Insert(at, FuzzLine.Next(random, isTelling: true));
                    break;
                default:
                    lines[at] = lines[at].Length > 0 && lines[at][0] == '{' && IsJson(lines[at]) && !random.OneIn(3)
                        ? JsonMutator.Mutate(JsonTree.Parse(lines[at]), random)
                        : ByteMutator.Mutate(lines[at], random);
                    break;
            }
        }

        return [.. lines.SelectMany((line, at) => at == lines.Count - 1 ? line : line.Append((byte)'\n'))];
    }

    private static bool IsJson(byte[] line) => Items.PayloadCheck.IsValidObject(line);
}
