using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>Tells lists apart whose cursors must not be mixed up: by all that decides which threads stand in which order.</summary>
/// <remarks>Not by the page size, the cursor and the minimum position, which may differ from page to page. The order of values in a filter does not count.</remarks>
internal static class ListFingerprint
{
    /// <summary>Hashes what a query asks for.</summary>
    /// <param name="origin">The hash of home and schema: <see cref="OfOrigin"/>.</param>
    /// <param name="query">The thread's own part.</param>
    /// <param name="host">The host's part.</param>
    public static ulong Of<THost>(ulong origin, ThreadListQuery query, in THost host)
        where THost : struct, IListHost
    {
        var hash = Number(origin, (int)query.Sort | ((int)query.Archive << 4) | (query.Ascending ? 256 : 0) | (query.IncludeHidden ? 512 : 0) | (query.MatchCase ? 1024 : 0));
        hash = Texts(hash, query.Sources);
        hash = Texts(hash, query.Originators);
        hash = Texts(hash, query.ModelProviders);
        hash = Texts(hash, query.Cwds);
        hash = Text(hash, query.TitleContains);
        hash = Ids(hash, query.Excluded);
        hash = query.Relation is { } relation ? Id(Number(hash, relation.IsDirect ? 1 : 2), relation.Ancestor) : Number(hash, 0);
        hash = Labels(hash, query.Labels);
        return Host(hash, host);
    }

    /// <summary>Hashes where an index belongs.</summary>
    public static ulong OfOrigin(string home, string schema) => Text(Text(Fnv1a64.Hash([]), home), schema);

    private static ulong Host<THost>(ulong hash, in THost host)
        where THost : struct, IListHost
    {
        hash = Text(Text(hash, host.Schema?.Table), host.OrderBy);
        for (var i = 0; i < host.FilterCount; i++)
        {
            var filter = host.Filter(i);
            hash = Number(Text(Number(Text(hash, filter.Column), (int)filter.Comparison), filter.Text), filter.Number);
        }

        return hash;
    }

    private static ulong Labels(ulong hash, IReadOnlyDictionary<string, string>? labels)
    {
        if (labels is null)
        {
            return Number(hash, -1);
        }

        var sum = 0UL;
        if (labels is Dictionary<string, string> usual)
        {
            // By its own enumerator, which is no object.
            foreach (var (key, value) in usual)
            {
                sum = unchecked(sum + Text(Text(Fnv1a64.Hash([]), key), value));
            }
        }
        else
        {
            foreach (var (key, value) in labels)
            {
                sum = unchecked(sum + Text(Text(Fnv1a64.Hash([]), key), value));
            }
        }

        return Number(Number(hash, labels.Count), unchecked((long)sum));
    }

    private static ulong Texts(ulong hash, IReadOnlyList<string>? texts)
    {
        if (texts is null)
        {
            return Number(hash, -1);
        }

        var sum = 0UL;
        for (var i = 0; i < texts.Count; i++)
        {
            sum = unchecked(sum + Text(Fnv1a64.Hash([]), texts[i]));
        }

        return Number(Number(hash, texts.Count), unchecked((long)sum));
    }

    private static ulong Ids(ulong hash, IReadOnlyList<ThreadId> ids)
    {
        var sum = 0UL;
        for (var i = 0; i < ids.Count; i++)
        {
            sum = unchecked(sum + Id(Fnv1a64.Hash([]), ids[i]));
        }

        return Number(Number(hash, ids.Count), unchecked((long)sum));
    }

    // With its length, so that no text can spell the end of another.
    private static ulong Text(ulong hash, string? text) =>
        text is null ? Number(hash, -1) : Fnv1a64.Continue(Number(hash, text.Length), MemoryMarshal.AsBytes(text.AsSpan()));

    private static ulong Id(ulong hash, ThreadId id)
    {
        Span<byte> bytes = stackalloc byte[ThreadId.BinaryLength];
        id.WriteBytes(bytes);
        return Fnv1a64.Continue(hash, bytes);
    }

    private static ulong Number(ulong hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return Fnv1a64.Continue(hash, bytes);
    }
}
