using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>Binds what a list asks for, in the order of the parameters of <see cref="ListSql"/>. 0 B.</summary>
internal static class ListBinder
{
    private const int OnStack = 512;

    /// <summary>Binds the place from which the walk goes; null = before every thread.</summary>
    public static void BindPlace(SqliteStatement statement, ListPlace? place, bool isAscending)
    {
        if (place is not { } known)
        {
            // Bytes that are below or above every id, so that the smallest and the largest value are met, too.
            statement.BindInt64(1, isAscending ? long.MinValue : long.MaxValue);
            statement.BindBlob(2, isAscending ? default : [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]);
            return;
        }

        statement.BindInt64(1, known.Key);
        Span<byte> bound = stackalloc byte[ThreadId.BinaryLength + 1];
        statement.BindBlob(2, bound[..known.WriteBound(bound, isAscending)]);
    }

    /// <summary>Binds the filters.</summary>
    public static void BindFilters<THost>(SqliteStatement statement, ThreadListQuery query, in THost host)
        where THost : struct, IListHost
    {
        var next = BindAmong(statement, ListSql.FirstFilter, query.Sources);
        next = BindAmong(statement, next, query.Originators);
        next = BindAmong(statement, next, query.ModelProviders);
        next = BindAmong(statement, next, query.Cwds);
        next = BindExcluded(statement, next, query.Excluded);
        if (query.Relation is { } relation)
        {
            Span<byte> text = stackalloc byte[ThreadId.TextLength];
            relation.Ancestor.Format(text);
            statement.BindText(next++, text);
            statement.BindId(next++, relation.Ancestor);
        }

        for (var i = 0; i < host.FilterCount; i++)
        {
            var filter = host.Filter(i);
            if (filter.Text is { } text)
            {
                BindText(statement, next++, text);
            }
            else
            {
                statement.BindInt64(next++, filter.Number);
            }
        }
    }

    // The last value stands for those that are not there.
    private static int BindAmong(SqliteStatement statement, int next, IReadOnlyList<string>? values)
    {
        var count = values?.Count ?? 0;
        for (var i = 0; i < ListStep.Places(count); i++)
        {
            BindText(statement, next++, values![Math.Min(i, count - 1)]);
        }

        return next;
    }

    private static int BindExcluded(SqliteStatement statement, int next, IReadOnlyList<ThreadId> ids)
    {
        for (var i = 0; i < ListStep.Places(ids.Count); i++)
        {
            statement.BindId(next++, ids[Math.Min(i, ids.Count - 1)]);
        }

        return next;
    }

    private static void BindText(SqliteStatement statement, int index, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> utf8 = rented ?? stackalloc byte[OnStack];
        statement.BindTextOrEmpty(index, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
