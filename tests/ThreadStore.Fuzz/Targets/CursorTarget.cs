using System;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using ThreadStore.History;
using ThreadStore.Queries;

namespace ThreadStore.Fuzz.Targets;

/// <summary>The cursors of lists of threads, turns and items, and the texts of ids.</summary>
/// <remarks>
/// Laws. Any text is refused as an invalid request, or gives a page of what its own query lists: also a cursor that was made with the right
/// checksum for a place that does not exist. The pages that genuine cursors lead to are unharmed by it. An id is what its canonical text
/// says, or none.
/// </remarks>
internal sealed class CursorTarget : FuzzTarget
{
    internal const string TargetName = "cursors";

    // The first readers of logs rent their chunks, of which the pool keeps one per core.
    private const long BytesPerInput = 6 << 20;

    private readonly LocalThreadStore _store;
    private readonly List<(ThreadListQuery Query, HashSet<ThreadId> All, string Cursor)> _lists = [];
    private readonly List<(TurnListQuery Query, HashSet<string> All, string Cursor)> _turns = [];
    private readonly List<(ItemListQuery Query, HashSet<string> All, string Cursor)> _items = [];

    internal CursorTarget()
    {
        var home = Path.Combine(FuzzFolder.New(), "home");
        HomeTemplate.CopyTo(home);
        _store = HomeTemplate.Open(home);
        _store.CaughtUp.GetAwaiter().GetResult();
        ThreadListQuery[] lists =
        [
            new(), new() { Ascending = true }, new() { Sort = ThreadSortKey.CreatedAt, IncludeHidden = true }, new() { Sort = ThreadSortKey.RecencyAt, Archive = ThreadArchiveFilter.Any, Ascending = true },
            new() { Archive = ThreadArchiveFilter.Any, IncludeHidden = true, Excluded = [HomeTemplate.Threads[0]] }, new() { Sources = ["exec"], Archive = ThreadArchiveFilter.Any },
            new() { TitleContains = "e", IncludeHidden = true }, new() { IncludeHidden = true, Originators = ["codex_exec", "o"] },
        ];
        foreach (var query in lists)
        {
            AddList(query);
        }

        foreach (var thread in HomeTemplate.Threads)
        {
            AddHistory(thread);
        }
    }

    internal override string Name => TargetName;

    internal override int Share => 100;

    internal override void Try(FuzzRandom random, FuzzTally tally)
    {
        switch (random.Next(4))
        {
            case 0:
                TryId(random);
                break;
            case 1:
                TryList(random, tally);
                break;
            case 2:
                TryHistory(random.Pick(_turns), random, tally);
                break;
            default:
                TryHistory(random.Pick(_items), random, tally);
                break;
        }
    }

    public override void Dispose()
    {
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose();
    }

    private void AddList(ThreadListQuery query)
    {
        var all = _store.List(query).Threads.Select(static thread => thread.Id).ToHashSet();
        var page = _store.List(query with { PageSize = 1 });
        if (page.NextCursor is { } next)
        {
            _lists.Add((query with { PageSize = 2 }, all, next));
            page = _store.List(query with { PageSize = 1, Cursor = next });
        }

        if (page.PreviousCursor is { } previous)
        {
            _lists.Add((query with { PageSize = 2 }, all, previous));
        }
    }

    private void AddHistory(ThreadId thread)
    {
        foreach (var isAscending in new[] { true, false })
        {
            var turns = new TurnListQuery { Thread = thread, Ascending = isAscending, PageSize = 1 };
            var allTurns = _store.ListTurns(turns with { PageSize = TurnListQuery.MaxPageSize }).Turns.Select(static turn => turn.Id).ToHashSet(StringComparer.Ordinal);
            var turnPage = _store.ListTurns(turns);
            _turns.AddRange(new[] { turnPage.NextCursor, turnPage.BackwardsCursor }.OfType<string>().Select(cursor => (turns, allTurns, cursor)));

            var items = new ItemListQuery { Thread = thread, Descending = !isAscending, PageSize = 3 };
            var allItems = _store.ListItems(items with { PageSize = ItemListQuery.MaxPageSize }).Items.Select(static item => item.Id).ToHashSet(StringComparer.Ordinal);
            var itemPage = _store.ListItems(items);
            _items.AddRange(new[] { itemPage.NextCursor, itemPage.BackwardsCursor }.OfType<string>().Select(cursor => (items, allItems, cursor)));
        }
    }

    private static void TryId(FuzzRandom random)
    {
        var text = random.Pick(HomeTemplate.Threads).ToString();
        text = random.OneIn(8) ? text : Damage(random.OneIn(3) ? text.ToUpperInvariant() : text, random);
        var isCanonical = text.Length == ThreadId.TextLength && text.Select(static (one, at) => at is 8 or 13 or 18 or 23 ? one == '-' : char.IsAsciiHexDigit(one)).All(static isGood => isGood);
        var isId = ThreadId.TryParse(text, out var id);
        Law.Same(isCanonical, isId, $"is '{text}' an id");
        Law.Same(isCanonical, ThreadId.TryParse(Encoding.UTF8.GetBytes(text), out var same), $"is '{text}' an id in UTF-8");
        if (isId)
        {
            Law.Same(text.ToLowerInvariant(), id.ToString(), "the text of the id");
            Law.Same(id, same, "the id");
        }
    }

    private void TryList(FuzzRandom random, FuzzTally tally)
    {
        var (query, all, cursor) = random.Pick(_lists);
        var text = random.Next(4) switch
        {
            0 => Forged(query, random),
            1 => random.Pick(_lists).Cursor,
            _ => Damage(cursor, random),
        };
        Count(tally, () =>
        {
            var page = _store.List(query with { Cursor = text });
            Law.Holds(page.Threads.Count <= query.PageSize && page.Threads.All(thread => all.Contains(thread.Id)), $"the cursor {text} gives threads that the query does not list");
        });
    }

    private string Forged(ThreadListQuery query, FuzzRandom random)
    {
        var place = new ListPlace(
            random.OneIn(3),
            random.Next(4) switch { 0 => long.MinValue, 1 => long.MaxValue, 2 => (long)random.Bits(), _ => 1_795_241_290_743 + random.Next(1_000_000) },
            random.OneIn(2) ? random.Pick(HomeTemplate.Threads) : default,
            random.OneIn(2),
            random.OneIn(2));
        return ListCursor.Format(place, ListFingerprint.Of(ListFingerprint.OfOrigin(_store.HomeDirectory, Sqlite.IndexSchema.Hash), query, default(NoListHost)))!;
    }

    private void TryHistory((TurnListQuery Query, HashSet<string> All, string Cursor) one, FuzzRandom random, FuzzTally tally)
    {
        var text = Text(one.Cursor, new HistoryScope(one.Query.Thread, IsItems: false, one.Query.Ascending, 0), random, _turns.ConvertAll(static turn => turn.Cursor));
        Count(tally, () =>
        {
            var page = _store.ListTurns(one.Query with { Cursor = text });
            Law.Holds(page.Turns.Count <= one.Query.PageSize && page.Turns.All(turn => one.All.Contains(turn.Id)), $"the cursor {text} gives turns that the thread does not have");
        });
    }

    private void TryHistory((ItemListQuery Query, HashSet<string> All, string Cursor) one, FuzzRandom random, FuzzTally tally)
    {
        var text = Text(one.Cursor, new HistoryScope(one.Query.Thread, IsItems: true, !one.Query.Descending, TurnLine.Hash(one.Query.TurnId)), random, _items.ConvertAll(static item => item.Cursor));
        Count(tally, () =>
        {
            var page = _store.ListItems(one.Query with { Cursor = text });
            Law.Holds(page.Items.Count <= one.Query.PageSize && page.Items.All(item => one.All.Contains(item.Id)), $"the cursor {text} gives items that the thread does not have");
        });
    }

    private static string Text(string cursor, HistoryScope scope, FuzzRandom random, List<string> others) => random.Next(4) switch
    {
        0 => new HistoryCursor(random.OneIn(3) ? random.Pick(HomeTemplate.Threads) : scope.Thread, random.OneIn(6) ? (long)random.Bits() : random.Next(9000), random.OneIn(2)).Format(scope),
        1 => random.Pick(others),
        _ => Damage(cursor, random),
    };

    private static void Count(FuzzTally tally, Action list)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            list();
            tally.Count("pages");
        }
        catch (InvalidRequestException)
        {
            tally.Count("refused");
        }

        tally.Allocated(before, BytesPerInput, "a page");
    }

    private static string Damage(string text, FuzzRandom random)
    {
        if (random.OneIn(4) && Base64Url.IsValid(text))
        {
            // Of what the text stands for, one byte or one number is another.
            var bytes = Base64Url.DecodeFromChars(text);
            if (random.OneIn(3) && bytes.Length > 20)
            {
                BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(random.Next(bytes.Length - 8)), (long)random.Bits());
            }
            else
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            return Base64Url.EncodeToString(bytes);
        }

        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var at = random.Next(text.Length + 1);
            var odd = random.Pick<string>(["-", "_", "=", " ", "\0", "é", "☃", "\ud800", "+", "0x", "/", "../", "A", "0", "f", "\n", "{", "(", new string('x', 5000)]);
            text = random.Next(4) switch
            {
                0 => text[..at],
                1 => text.Insert(at, odd),
                2 when at + odd.Length <= text.Length => text.Remove(at, odd.Length).Insert(at, odd),
                _ when at < text.Length => text.Remove(at, 1),
                _ => text + odd,
            };
        }

        return text;
    }
}
