using System;
using System.Globalization;
using System.Text;

namespace ThreadStore.Sqlite;

/// <summary>
/// The 64-bit FNV-1a hash: ties a row to the bytes that it was projected from, and gives the schema its name.
/// It is no defence against somebody who wants a collision, and need not be: the index is derived from files of the same owner.
/// </summary>
internal static class Fnv1a64
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Hashes the bytes.</summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes) => Continue(Offset, bytes);

    /// <summary>Eight hexadecimal digits that stand for a text in the name of a file: both halves of its hash, one over the other.</summary>
    public static string Digits(string text)
    {
        var hash = Hash(Encoding.UTF8.GetBytes(text));
        return ((uint)(hash >> 32) ^ unchecked((uint)hash)).ToString("x8", CultureInfo.InvariantCulture);
    }

    /// <summary>Goes on hashing: <c>Continue(Hash(a), b) = Hash(ab)</c>.</summary>
    public static ulong Continue(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            hash = unchecked((hash ^ b) * Prime);
        }

        return hash;
    }
}
