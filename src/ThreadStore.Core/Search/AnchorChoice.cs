using System;
using System.Collections.Generic;
using System.Text;

namespace ThreadStore.Search;

/// <summary>Chooses the two bytes of a term that a rollout holds least often.</summary>
internal static class AnchorChoice
{
    // The bytes of rollouts, the most frequent first; what is not here is rare, and lead bytes of other scripts are rarer than their rest.
    private static ReadOnlySpan<byte> Frequent => "e\"t,: aonisrd0lcupm1_-fg2h\\5384679b/y}{v.wkxq[]z=<>()'`*"u8;

    /// <summary>The anchor of a term whose characters are given by their classes.</summary>
    public static TermAnchor Of(int[][] classes)
    {
        var bytes = Spell(classes);
        var best = new TermAnchor(0xff, 0xff, 0xff, 0xff, 0, 0);
        var least = int.MaxValue;
        for (var i = 0; i < bytes.Count; i++)
        {
            var (first, second) = (bytes[i], i + 1 < bytes.Count ? bytes[i + 1] : default);
            if (first.IsUnknown)
            {
                continue;
            }

            // Alone, when what follows may be spelled in several ways.
            var isPair = !second.IsUnknown && second.MinBefore == first.MinBefore + 1 && second.MaxBefore == first.MaxBefore + 1;
            var cost = Cost(first) * (isPair ? Cost(second) : 100);
            if (cost < least)
            {
                least = cost;
                best = isPair
                    ? new TermAnchor(first.Value, first.Mask, second.Value, second.Mask, first.MinBefore, first.MaxBefore)
                    : new TermAnchor(first.Value, first.Mask, 0xff, 0xff, first.MinBefore, first.MaxBefore);
            }
        }

        return best;
    }

    private static int Cost(in Spelled spelled)
    {
        var place = Frequent.IndexOf(spelled.Value);
        var cost = place >= 0 ? 100 - place : spelled.Value is >= 0x80 and < 0xc0 ? 20 : 10;
        return cost << Math.Min(2, System.Numerics.BitOperations.PopCount((uint)(spelled.Mask & ~0x20)));
    }

    private static List<Spelled> Spell(int[][] classes)
    {
        var bytes = new List<Spelled>();
        var (min, max) = (0, 0);
        Span<byte> utf8 = stackalloc byte[4];
        Span<byte> other = stackalloc byte[4];
        foreach (var members in classes)
        {
            var length = Spell(members[0], utf8);
            if (members[0] == '/')
            {
                // Spelled with a backslash or without; the slash itself is always there.
                bytes.Add(new Spelled((byte)'/', 0, min, ++max));
                (min, max) = (min + 1, max + 1);
                continue;
            }

            Span<byte> masks = [0, 0, 0, 0];
            var (shortest, longest) = (length, length);
            foreach (var member in members.AsSpan(1))
            {
                var otherLength = Spell(member, other);
                (shortest, longest) = (Math.Min(shortest, otherLength), Math.Max(longest, otherLength));
                for (var i = 0; i < Math.Min(length, otherLength); i++)
                {
                    masks[i] |= (byte)(utf8[i] ^ other[i]);
                }
            }

            for (var i = 0; i < length; i++)
            {
                bytes.Add(shortest == longest ? new Spelled((byte)(utf8[i] | masks[i]), masks[i], min + i, max + i) : Spelled.Unknown);
            }

            if (length == 0)
            {
                // Spelled by \u alone.
                bytes.Add(Spelled.Unknown);
            }

            (min, max) = (min + shortest, max + longest);
        }

        return bytes;
    }

    // The usual spelling; none for control characters that have no letter of their own.
    private static int Spell(int character, Span<byte> utf8)
    {
        var letter = character switch
        {
            '"' => '"',
            '\\' => '\\',
            '\b' => 'b',
            '\f' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            _ => '\0',
        };
        if (letter != '\0')
        {
            utf8[0] = (byte)'\\';
            utf8[1] = (byte)letter;
            return 2;
        }

        return character < 0x20 ? 0 : new Rune(character).EncodeToUtf8(utf8);
    }

    private readonly record struct Spelled(byte Value, byte Mask, int MinBefore, int MaxBefore)
    {
        public static Spelled Unknown { get; } = new(0, 0, -1, -1);

        public bool IsUnknown => MinBefore < 0;
    }
}
